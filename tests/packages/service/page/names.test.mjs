/** Names that the provider may want in Latin letters as well: where the form asks for them, and that none gets lost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, newKey, ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { byId, find } from "../../helpers/page/views.mjs";

const { LOCALES, onboardingPage } = await subpath("page");
const LATIN = {
  individual: ["transliteratedFirstName", "transliteratedMiddleName", "transliteratedLastName"],
  business: ["transliteratedBusinessLegalName"],
};
const NAMES = ["firstName", "lastName", "business.legalName", ...LATIN.individual, ...LATIN.business];
const FIELDS = { type: "individual", email: "jane.smith@example.com", "address.country": "PL" };
const IN_LATIN = { transliteratedFirstName: "Lukasz", transliteratedMiddleName: "", transliteratedLastName: "Zolc" };

/** A browser without scripts in front of a page. */
function open(provider, locale = "en") {
  const { sandbox, handler } = setUp({ provider, page: onboardingPage() });
  const person = browser(handler);
  const headers = { accept: "text/html", "sec-fetch-mode": "navigate", "accept-language": locale };
  const read = ({ text, ...response }) => ({ ...response, text, elements: elementsOf(text) });
  return {
    sandbox,
    get: async () => read(await person.send("", { headers })),
    post: async (fields) =>
      read(await person.form("links", { idempotencyKey: newKey(), ...FIELDS, ...fields }, { ...headers, origin: ORIGIN })),
  };
}

const latinOf = (elements) => find(elements, "fieldset", "data-latin", "")[0];
const isShown = (elements) => !("hidden" in latinOf(elements).attributes) && !("disabled" in latinOf(elements).attributes);
/** The fields with an error. */
const wrong = (elements) => elements.flatMap(({ attributes }) => (attributes["aria-invalid"] === "true" ? [attributes.name] : []));

test("only a provider that reads names has them in its form", async () => {
  const without = (await open("spherepay").get()).elements;
  for (const name of NAMES.filter((name) => name !== "business.legalName")) assert.equal(byId(without, name), undefined, name);
  assert.equal(latinOf(without), undefined);
  const { elements } = await open("bridge").get();
  for (const name of NAMES) assert.equal(byId(elements, name).attributes.name, name);
  assert.ok(!isShown(elements) && "disabled" in latinOf(elements).attributes, "neither shown nor sent");
});

test("a name in Latin letters goes through, whatever its accents", async () => {
  for (const names of [{}, { firstName: "Zoë", lastName: "Müller" }, { firstName: " ", lastName: "ÿ" }]) {
    const { post } = open("bridge");
    assert.equal((await post(names)).status, 303, JSON.stringify(names));
  }
});

for (const locale of LOCALES) {
  test(`${locale}: a name in other letters has the fields shown, with their issues, and is sent with them`, async () => {
    const { post, sandbox } = open("bridge", locale);
    const name = { firstName: "Łukasz", lastName: "Żółć" };
    const { status, elements } = await post(name);
    assert.equal(status, 422);
    assert.ok(isShown(elements));
    assert.deepEqual(wrong(elements), ["transliteratedFirstName", "transliteratedLastName"]);
    assert.deepEqual(
      ["firstName", "lastName"].map((id) => byId(elements, id).attributes.value),
      Object.values(name),
    );
    const messages = ["transliteratedFirstName", "transliteratedLastName"].map((id) => byId(elements, `${id}-error`).text);
    assert.equal(new Set(messages).size, 2);
    for (const message of messages) assert.ok(message.length > 3 && (locale === "en") === message.startsWith("Enter your "), message);

    const again = await post({ ...name, ...IN_LATIN, transliteratedLastName: "Żolc" });
    assert.deepEqual([again.status, wrong(again.elements)], [422, ["transliteratedLastName"]]);
    assert.equal(byId(again.elements, "transliteratedFirstName").attributes.value, "Lukasz");

    assert.equal((await post({ ...name, ...IN_LATIN })).status, 303);
    assert.equal(sandbox.customers()[0].resource.full_name, "Łukasz Żółć");
  });
}

test("a name that is known before has the fields shown, also if it is not known whose it is", async () => {
  for (const [known, expected] of [
    [{ firstName: "Łukasz" }, true],
    [{ type: "individual", lastName: "Żółć" }, true],
    [{ firstName: "Lukasz", business: { legalName: "東京商事" } }, false],
    [{ type: "business", business: { legalName: "東京商事" } }, true],
    [{ type: "business", firstName: "Łukasz" }, false],
    [{ email: "jane.smith@example.com" }, false],
  ]) {
    const { handler } = setUp({ provider: "bridge", page: onboardingPage({ prefill: () => known }) });
    const { text } = await browser(handler).send("", { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } });
    assert.equal(isShown(elementsOf(text)), expected, JSON.stringify(known));
  }
});

test("a business in other letters needs its name, and not that of a person", async () => {
  const { post } = open("bridge");
  const business = { type: "business", "business.legalName": "東京商事" };
  const { status, elements } = await post(business);
  assert.deepEqual([status, isShown(elements), wrong(elements)], [422, true, LATIN.business]);
  assert.equal((await post({ ...business, transliteratedBusinessLegalName: "Tokyo Shoji" })).status, 303);
});

test("the fields stay as long as the name needs them, whatever else is wrong", async () => {
  const { post } = open("bridge");
  const { elements } = await post({ firstName: "Łukasz", ...IN_LATIN, email: "" });
  assert.deepEqual([isShown(elements), wrong(elements)], [true, ["email"]]);
  const latin = await post({ firstName: "Lukasz", ...IN_LATIN, email: "" });
  assert.deepEqual([isShown(latin.elements), wrong(latin.elements)], [false, ["email"]]);
  // As phones write them: an apostrophe of their keyboard, and a letter whose accent is a character of its own.
  for (const lastName of ["O\u2019Brien", "Dupre\u0301"]) {
    const typed = await post({ firstName: "Jane", lastName, email: "" });
    assert.deepEqual([isShown(typed.elements), wrong(typed.elements)], [false, ["email"]], lastName);
  }
});
