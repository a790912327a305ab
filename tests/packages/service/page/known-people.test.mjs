/** What the application knows already, and what it asks for itself: prefilled values and own fields. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fieldsOf, holdTimers, newKey, ORIGIN, PERSON, sessionCookie, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";

const { LOCALES, onboardingPage } = await subpath("page");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const SCRIPT = `"><script>alert('1')</script>`;
const CANARY = "canary-of-ours";
const OWN = {
  consent: { label: { en: "I agree", de: "Ich stimme zu" }, kind: "checkbox", required: true },
  referral: { label: "Referral code" },
};

/** A handler with the page; `get` is a browser without a cookie. `steps` and `errors` are what the hooks got. */
function open(options, config) {
  const created = [];
  const steps = [];
  const made = setUp({
    page: onboardingPage(options),
    onCreated: (customer) => created.push(customer),
    onStep: (step) => steps.push(step),
    ...config,
  });
  const get = (path, headers) => made.handler(new Request(ORIGIN + path, { headers: { ...NAVIGATION, ...headers } }));
  const form = async (path = "/kyc", headers) => elementsOf(await (await get(path, headers)).text());
  return { ...made, created, steps, get, form };
}

const atGrid = (...personFields) => ({ provider: "grid", grid: { ...setUp({ provider: "grid" }).config.grid, personFields } });
const entered = (elements, name) => elements.find(({ attributes }) => attributes.name === name)?.attributes.value;
const chosen = (elements) => elements.filter(({ attributes }) => "selected" in attributes).map(({ attributes }) => attributes.value);
const isNoted = (elements) => elements.some(({ attributes, text }) => attributes.role === "note" && /already know/.test(text));

describe("prefill", () => {
  const KNOWN = { email: PERSON.email, phone: PERSON.phone, address: { ...PERSON.address } };

  test("the form has what is known, and asks to check it", async () => {
    const requests = [];
    const { form } = open({ prefill: async (request) => requests.push(request.headers.get("cookie")) && KNOWN });
    const elements = await form("/kyc", { cookie: "own=1" });
    for (const [name, value] of Object.entries({ email: KNOWN.email, phone: KNOWN.phone, "address.city": "Chicago" }))
      assert.equal(entered(elements, name), value, name);
    // Three letters are a country, too, and its states are a list.
    assert.deepEqual(chosen(elements), ["US", "IL"]);
    assert.ok(isNoted(elements));
    assert.deepEqual(requests, ["own=1"]);
  });

  test("each person gets what is known of them, and of nobody else", async () => {
    const { form } = open({ prefill: async ({ headers }) => ({ email: headers.get("cookie")?.replace("own=", "") }) });
    const shown = async (cookie) => entered(await form("/kyc", cookie && { cookie }), "email");
    assert.deepEqual(await Promise.all(["own=a@example.com", "own=b@example.com"].map(shown)), ["a@example.com", "b@example.com"]);
    assert.deepEqual([await shown(), await shown("own=a@example.com")], ["", "a@example.com"]);
  });

  test("the hook is called only for a form that is shown", async () => {
    const requests = [];
    const prefill = (request) => requests.push(request) && KNOWN;
    for (const [status, rateLimit, init] of [
      [429, () => ({ retryAfterMs: 1000 }), {}],
      [405, () => true, { method: "POST" }],
      [303, () => true, { headers: { cookie: await sessionCookie(setUp({ page: onboardingPage() })) } }],
    ]) {
      const { handler } = open({ prefill }, { rateLimit });
      const response = await handler(
        new Request(`${ORIGIN}/kyc`, { ...init, headers: { ...NAVIGATION, origin: ORIGIN, ...init.headers } }),
      );
      assert.deepEqual([response.status, requests], [status, []]);
    }
  });

  test("what is empty is left out, and an object that contains itself is shown as far as it has fields", async () => {
    const known = { phone: null, address: { ...PERSON.address, line2: null }, email: PERSON.email, own: { referral: "AB-12" } };
    known.self = known.address.self = known;
    const { form, errors } = open({ prefill: () => known }, { ownFields: OWN });
    const elements = await form();
    const shown = ["email", "phone", "address.line2", "own.referral"].map((name) => entered(elements, name));
    assert.deepEqual([shown, errors], [[PERSON.email, "", "", "AB-12"], []]);
    assert.equal(entered(await open({ prefill: () => ({ address: null, email: PERSON.email }) }).form(), "email"), PERSON.email);
  });

  test("every list of countries reads one as any other: by code, or by its name in the page's language", async () => {
    for (const [country, language] of [
      ["AT", "en"],
      ["AUT", "en"],
      ["Aut", "en"],
      [" at ", "en"],
      ["ＡＴ", "de"],
      ["Austria", "en"],
      ["Österreich", "de"],
      ["osterreich", "de"],
      ["オーストリア", "ja"],
    ]) {
      const known = { type: "business", address: { country }, nationality: country, business: { country } };
      const options = { prefill: () => known, locale: language };
      const form = await open(options, atGrid("nationality")).form();
      const selects = form.filter(({ attributes }) => "selected" in attributes).map(({ attributes }) => attributes.value);
      assert.deepEqual(selects, ["AT", "AT", "AT"], country);
    }
  });

  test("a date is shown as the field needs it; one that can be read in two ways is not, and is reported without its value", async () => {
    for (const [birthDate, shown] of [
      ["1990-01-31", "1990-01-31"],
      ["1990-01-31T00:00:00.000Z", "1990-01-31"],
      ["1990-01-31 00:00:00", "1990-01-31"],
      ["1990/1/31", "1990-01-31"],
      [new Date("1990-01-31"), "1990-01-31"],
      ["01/31/1990", ""],
      ["31.01.1990", ""],
      ["1990-01-30T23:00:00.000Z", ""],
      ["1990-02-31", ""],
    ]) {
      const { form, errors } = open({ prefill: () => ({ birthDate }) }, atGrid("birthDate"));
      assert.equal(entered(await form(), "birthDate"), shown, String(birthDate));
      const told = errors.map(({ error }) => [error.code, error.message]);
      const expected = [["invalid_config", "prefill returned a birthDate that is not a date: write YYYY-MM-DD."]];
      assert.deepEqual(told, shown === "" ? expected : [], String(birthDate));
    }
  });

  test("HTML in a value is text, and nothing but strings is shown", async () => {
    const known = { email: SCRIPT, phone: 1, address: { city: SCRIPT, line1: { a: { b: SCRIPT } }, state: [SCRIPT], country: SCRIPT } };
    const { get, steps, errors } = open({ prefill: () => ({ ...known, idempotencyKey: "short", toString: () => SCRIPT }) });
    const html = await (await get("/kyc")).text();
    assert.ok(!html.includes("<script>alert") && html.includes("&quot;&gt;&lt;script&gt;"));
    const elements = elementsOf(html);
    assert.deepEqual([entered(elements, "email"), entered(elements, "address.city")], [SCRIPT, SCRIPT]);
    assert.equal(entered(elements, "phone"), "");
    assert.equal(entered(elements, "idempotencyKey").length, 36);
    assert.ok(!JSON.stringify([steps, errors]).includes("<script>"), "nothing of it is in a report or a step");
  });

  test("each value is shown up to 500 characters; a longer one is none", async () => {
    const address = ["line1", "line2", "city", "postalCode"];
    const names = ["email", "phone", "own.referral", ...address.map((name) => `address.${name}`)];
    for (const length of [1, 500, 501, 5_000]) {
      const text = "7".repeat(length);
      const known = { email: text, phone: text, own: { referral: text } };
      const place = { ...Object.fromEntries(address.map((name) => [name, text])), country: "US" };
      const { form } = open({ prefill: () => ({ ...known, address: place }) }, { ownFields: { referral: { label: "Referral" } } });
      const elements = await form();
      for (const name of names) assert.equal(entered(elements, name).length, length <= 500 ? length : 0, `${name}: ${length}`);
    }
  });

  test("a hook that fails, or hangs for the time of the configuration, leaves the form empty", async (t) => {
    const timeout = 50;
    const pass = holdTimers(t);
    const failing = () => Promise.reject(new Error(CANARY));
    for (const prefill of [failing, () => new Promise(() => setImmediate(pass, timeout))]) {
      const { get, errors } = open({ prefill }, { timeout });
      const html = await (await get("/kyc")).text();
      assert.equal(entered(elementsOf(html), "email"), "");
      assert.ok(!html.includes(CANARY), "what went wrong is not for the person");
      assert.equal(errors.at(-1).route, "page");
    }
  });

  test("a type that does not exist is left out, and the first one is chosen", async () => {
    for (const [type, expected] of [
      ["individual", "individual"],
      ["business", "business"],
      ["person", "individual"],
      ["toString", "individual"],
    ]) {
      const elements = await open({ prefill: () => ({ ...KNOWN, type }) }).form();
      const checked = elements.filter(({ attributes }) => attributes.name === "type" && "checked" in attributes);
      assert.deepEqual(
        checked.map(({ attributes }) => attributes.value),
        [expected],
      );
    }
  });

  test("what a person has typed is not replaced, and no hook is called for it", async () => {
    const requests = [];
    const { browser } = open({ prefill: (request) => requests.push(request) && KNOWN });
    const fields = { ...Object.fromEntries(fieldsOf({ ...PERSON, email: "wrong" })), idempotencyKey: newKey() };
    const { text } = await browser().form("links", fields, NAVIGATION);
    const elements = elementsOf(text);
    assert.equal(entered(elements, "email"), "wrong");
    assert.ok(!isNoted(elements));
    assert.deepEqual(requests, []);
  });
});

describe("own fields", () => {
  const posted = (more) => ({ ...Object.fromEntries(fieldsOf(PERSON)), idempotencyKey: newKey(), ...more });

  test("a field is required in the form exactly where it is for the handler", async () => {
    for (const required of [true, false, null, undefined]) {
      const { browser, form } = open({}, { ownFields: { referral: { label: "Referral", required } } });
      const { attributes } = (await form()).find((element) => element.attributes.name === "own.referral");
      const { status } = await browser().form("links", posted(), NAVIGATION);
      assert.deepEqual(["required" in attributes, status], required ? [true, 422] : [false, 303], String(required));
    }
  });

  test("the form shows them in the person's language", async () => {
    const { get } = open({}, { ownFields: OWN });
    for (const [language, label] of [
      ["en", "I agree"],
      ["de", "Ich stimme zu"],
      ["fr", "I agree"],
    ]) {
      const html = await (await get("/kyc", { "accept-language": language })).text();
      assert.ok(html.includes(label), language);
    }
  });

  test("a message names an own field by its label, whatever its name means elsewhere", async () => {
    const other = await open({ locale: "en" }, { ownFields: { email: { label: "Newsletter" } } })
      .browser()
      .form("links", posted({ email: "jane" }), NAVIGATION);
    assert.doesNotMatch(elementsOf(other.text).find(({ attributes }) => attributes.id === "email-error").text, /^$|Newsletter/);
    const names = ["email", "city", "reference", "lastName"];
    const label = (name) => `Label of ${name}`;
    const kinds = { checkbox: undefined, text: "", "text, too long": "x".repeat(300), "text with a line break": "a\nb" };
    for (const [kind, value] of Object.entries(kinds))
      for (const locale of LOCALES) {
        const ownFields = Object.fromEntries(
          names.map((name) => [name, { label: label(name), kind: kind.replace(/ .*|,.*/, ""), required: true }]),
        );
        const { browser } = open({ locale }, { ownFields });
        const given = Object.fromEntries(value === undefined ? [] : names.map((name) => [`own.${name}`, value]));
        const { text } = await browser().form("links", posted(given), NAVIGATION);
        const elements = elementsOf(text);
        const messages = names.map((name) => elements.find(({ attributes }) => attributes.id === `own.${name}-error`).text);
        const [first] = messages.map((message, at) => message.replace(label(names[at]), ""));
        assert.deepEqual(
          messages,
          names.map((name) => label(name) + first),
          `${kind} ${locale}`,
        );
        assert.match(first, /^ – ./);
      }
  });

  test("without script they reach onCreated, and a missing one is shown with what was entered", async () => {
    const { browser, created, steps, errors } = open({}, { ownFields: OWN });
    const person = browser();
    const first = await person.form("links", posted({ "own.referral": CANARY }), NAVIGATION);
    assert.equal(first.status, 422);
    const elements = elementsOf(first.text);
    assert.equal(entered(elements, "own.referral"), CANARY);
    const consent = elements.find(({ attributes }) => attributes.name === "own.consent").attributes;
    assert.deepEqual([consent["aria-invalid"], consent["aria-describedby"], consent.autofocus], ["true", "own.consent-error", ""]);
    const again = elementsOf((await person.form("links", posted({ "own.consent": "on", email: "jane" }), NAVIGATION)).text);
    assert.ok("checked" in again.find(({ attributes }) => attributes.name === "own.consent").attributes, "given once is enough");
    assert.deepEqual(created, []);
    for (const given of ["", "off"]) {
      const { text } = await person.form("links", posted({ "own.consent": given, email: "jane" }), NAVIGATION);
      const box = elementsOf(text).find(({ attributes }) => attributes.name === "own.consent");
      assert.ok(!("checked" in box.attributes), given);
    }
    const second = await person.form("links", posted({ "own.referral": CANARY, "own.consent": "on", "own.other": "x" }), NAVIGATION);
    assert.equal(second.status, 303);
    assert.deepEqual(created[0].own, { consent: true, referral: CANARY });
    assert.ok(!second.headers.get("location").includes(CANARY));
    assert.ok(!JSON.stringify([steps, errors]).includes(CANARY));
  });

  test("a prefilled text is shown, but no consent is given for a person", async () => {
    const { form } = open({ prefill: () => ({ own: { referral: "AB-12", consent: "on" } }) }, { ownFields: OWN });
    const elements = await form();
    assert.equal(entered(elements, "own.referral"), "AB-12");
    assert.ok(!("checked" in elements.find(({ attributes }) => attributes.name === "own.consent").attributes));
  });

  test("a field that the page could not show is refused", () => {
    for (const label of [undefined, "", { de: "Code" }, 1, { en: "" }, { en: "Code", de: "" }, { en: "Code", ar: 1 }]) {
      const message = /^ownFields\.referral needs a label/;
      assert.throws(() => open({}, { ownFields: { referral: { label } } }), { code: "invalid_config", message });
    }
  });
});
