/** What people type into the form: what is asked of whom, before and after a refusal, and in which words. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, newKey, ORIGIN } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { byId, find, GRID, inside, render } from "../../helpers/page/views.mjs";

const { onboardingPage } = await subpath("page");
const { addressFields } = await subpath("form");
const { inWordsOf } = await inside("views/issues.js");
const { TEXTS } = await inside("texts/index.js");
const { loadLanguage } = await inside("server/language.js");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", origin: ORIGIN };
const CONTACT = ["business.primaryContactFirstName", "business.primaryContactLastName"];

/** What a label says of a field that may be empty. */
function markOf(elements, name) {
  const at = elements.indexOf(find(elements, "label", "for", name)[0]);
  return elements.slice(at, at + 2).find(({ attributes }) => attributes.class === "optional");
}

function isMarked(elements, name) {
  const mark = markOf(elements, name);
  return mark !== undefined && !("hidden" in mark.attributes);
}

/** Posts the form without script, and returns what it shows and what the provider was sent. */
async function post(provider, fields, config) {
  const sandbox = createSandbox();
  const sent = [];
  const fetch = (url, init) => {
    if (init?.body) sent.push(JSON.parse(init.body));
    return sandbox.fetch(url, init);
  };
  const handler = createHandler(configOf(sandbox, { page: onboardingPage(), provider, fetch, ...config }));
  const form = { idempotencyKey: newKey(), phone: "+491711234567", email: "suharto@example.org", ...fields };
  const response = await browser(handler).form("links", form, NAVIGATION);
  return { status: response.status, elements: elementsOf(response.text), sent };
}

const PERSON = { type: "individual", "address.line1": "Jalan 1", "address.city": "Jakarta", "address.state": "Jakarta" };
const INDONESIAN = { ...PERSON, "address.postalCode": "10110", "address.country": "ID" };

describe("one name", () => {
  test("is enough at Grid, in either field, and nothing is sent in the place of the other", async () => {
    for (const names of [{ firstName: "Suharto", lastName: "" }, { firstName: " ", lastName: "Suharto" }, { firstName: "Suharto" }]) {
      const { status, sent } = await post("grid", { ...INDONESIAN, ...names });
      assert.deepEqual([status, sent[0]?.fullName], [303, "Suharto"], JSON.stringify(names));
    }
    const { status, elements } = await post("grid", { ...INDONESIAN, firstName: "", lastName: "" });
    assert.equal(status, 422);
    assert.deepEqual(
      find(elements, "*", "aria-invalid", "true").map(({ attributes }) => attributes.name),
      ["firstName"],
    );
  });

  test("the label of the second name says so, where one is enough", () => {
    const page = render({ kind: "form" }, {}, GRID);
    assert.match(markOf(page, "lastName").text, /form\.oneName/);
    assert.deepEqual(
      ["firstName", "lastName"].map((name) => "required" in byId(page, name).attributes),
      [true, false],
    );
  });
});

describe("what a country requires", () => {
  test("the contact person of a business is required in the EU, before it is refused", () => {
    for (const [values, isRequired] of [
      [{ type: "business", "business.country": "DE" }, true],
      [{ type: "business", "address.country": "FR", "business.country": "US" }, true],
      [{ type: "business", "address.country": "US", "business.country": "DE" }, false],
      [{ type: "business" }, false],
      [{ type: "individual", "business.country": "DE" }, false],
    ]) {
      const page = render({ kind: "form", values }, {}, GRID);
      for (const name of CONTACT) {
        assert.equal("required" in byId(page, name).attributes, isRequired, `${name} ${JSON.stringify(values)}`);
        const isOfCountry = ["DE", "FR"].includes(values["address.country"] ?? values["business.country"]);
        assert.equal(isMarked(page, name), !isOfCountry, name);
      }
    }
  });

  test("an empty field is never called refused, and is not optional after a refusal", async () => {
    const business = { type: "business", "business.legalName": "Beispiel GmbH", "business.country": "DE", "business.taxId": "DE123456789" };
    const address = {
      "address.line1": "Unter den Linden 1",
      "address.city": "Berlin",
      "address.postalCode": "10117",
      "address.country": "DE",
    };
    // By the rules, and by the provider where the rules require nothing more than its schema.
    for (const policy of ["postal", "schema"]) {
      const fields = { ...business, ...address, "business.incorporatedOn": "2018-03-14" };
      const { status, elements } = await post("grid", fields, { policy });
      assert.equal(status, 422, policy);
      for (const name of CONTACT) {
        assert.match(byId(elements, `${name}-error`).text, /^Enter the (?:first|last) name of the contact person\.$/, policy);
        assert.ok(!isMarked(elements, name) && "required" in byId(elements, name).attributes, `${policy} ${name}`);
      }
    }
  });

  test("a field that only a refusal has asked for is required from then on", async () => {
    const refuse = () =>
      Response.json(
        { code: "INVALID_INPUT", reason: "x", details: { errors: [{ field: "address.line2", message: "x" }] } },
        { status: 400 },
      );
    const { status, elements } = await post("grid", { ...INDONESIAN, firstName: "Suharto" }, { fetch: async () => refuse() });
    assert.equal(status, 422);
    assert.equal(byId(elements, "address.line2-error").text, "Enter the apartment, building or floor.");
    assert.ok("required" in byId(elements, "address.line2").attributes && !isMarked(elements, "address.line2"));
  });

  test("what every address in a country has is not called optional", () => {
    const page = render({ kind: "form", values: { "address.country": "US" } }, { country: undefined }, GRID);
    for (const name of ["address.city", "address.state"]) {
      assert.equal(isMarked(page, name), false, name);
      assert.ok(!("required" in byId(page, name).attributes), "Grid does without it");
    }
    assert.ok(isMarked(page, "address.line2"));
    const germany = render({ kind: "form", values: { "address.country": "DE" } }, { country: undefined }, GRID);
    assert.equal(isMarked(germany, "address.city"), false);
  });
});

test("what is too long is said, and not cut", async () => {
  const page = render({ kind: "form" });
  assert.deepEqual(
    find(page, "input").filter(({ attributes }) => "maxlength" in attributes),
    [],
  );
  const long = { email: `${"x".repeat(250)}@example.com`, "address.postalCode": "1".repeat(21), "address.line1": "x".repeat(256) };
  const { status, elements } = await post("spherepay", { ...INDONESIAN, ...long, "address.state": "JK" });
  assert.equal(status, 422);
  for (const [name, max] of [
    ["email", 254],
    ["address.postalCode", 20],
    ["address.line1", 255],
  ])
    assert.match(byId(elements, `${name}-error`).text, new RegExp(`at most ${max} characters`), name);
});

test("the hint of the address is about the person, or about the business", () => {
  const hints = find(render({ kind: "form" }), "p", "class", "hint").filter(({ attributes }) => "data-about" in attributes);
  assert.deepEqual(
    hints.map(({ attributes, text }) => [attributes["data-about"], text.replace(/[⟦⟧]/g, "")]),
    [
      ["individual", "form.addressHint"],
      ["business", "form.businessAddressHint"],
    ],
  );
});

for (const locale of Object.keys(TEXTS)) {
  test(`${locale}: a message about a missing part of an address has the words of its label`, async () => {
    const { labels, issues } = await loadLanguage(locale);
    const texts = { ...TEXTS[locale], locale, issues, addressLabels: labels };
    const { message } = await inside("views/issues.js");
    for (const country of ["US", "GB", "IE", "IN", "JP", "DE", "FR", "BR", "AE", "CO", "JM", "KR", "TR"])
      for (const { field, label } of addressFields(country)) {
        if (field.startsWith("line")) continue;
        const issue = { code: "required", path: ["address", field], params: {}, message: "" };
        const shown = labels[label];
        const text = inWordsOf(shown, message(issue, texts), issue, texts);
        assert.ok(text.toLowerCase().includes(shown.toLowerCase()), `${country} ${field}: ${text}`);
      }
  });
}

test("in English, postal codes have the name of the country", async () => {
  const { labels, issues } = await loadLanguage("en");
  const texts = { ...TEXTS.en, locale: "en", issues, addressLabels: labels };
  const { message } = await inside("views/issues.js");
  const say = (label, code, field = "postalCode") => {
    const issue = { code, path: ["address", field], params: {}, message: "" };
    return inWordsOf(label, message(issue, texts), issue, texts);
  };
  assert.equal(say("Postcode", "postal_code_required"), "Enter your postcode.");
  assert.equal(say("ZIP code", "postal_code_format"), "Check your ZIP code: it looks unusual for this country.");
  assert.equal(say("Eircode", "postal_code_missing"), "Enter your Eircode if your address has one.");
  assert.equal(say("Postal code", "postal_code_required"), "Enter your postal code.");
  assert.equal(say("County", "state_required", "state"), "Fill in “County”.");
  assert.equal(say("State", "state_required", "state"), "Enter the state or province.");
  assert.equal(say(undefined, "state_required", "state"), "Enter the state or province.");
});

test("a label of a business has the words of the sentence about it", async () => {
  for (const locale of Object.keys(TEXTS)) {
    const { issues } = await loadLanguage(locale);
    const { labels } = TEXTS[locale];
    const sentence = { ...issues.enter, ...issues.choose };
    // Of a label and its sentence, each word of the shorter one with four letters or more, by its beginning.
    for (const name of ["legalName", "taxId", "incorporatedOn", "registrationNumber", "naicsCode"]) {
      const words = labels[`business.${name}`].toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [labels[`business.${name}`]];
      const text = sentence[name].toLowerCase();
      assert.ok(
        words.some((word) => text.includes(word.slice(0, 6))),
        `${locale} ${name}: ${labels[`business.${name}`]} / ${sentence[name]}`,
      );
    }
  }
});
