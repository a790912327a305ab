/** Agreements, without JavaScript and at the sandbox: from the form to the provider, and what is missing later. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, fieldsOf, memoryStore, newKey, ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const JANE = { ...PERSON, firstName: "Jane", lastName: "Smith", address: { ...PERSON.address, country: "US" } };
const FORM = Object.fromEntries(fieldsOf(JANE));
const [TERMS, PRIVACY] = ["LIGHTSPARK_END_USER_TERMS", "LIGHTSPARK_PRIVACY_POLICY"];
const TICKS = { [`agreements.${TERMS}`]: "V1", [`agreements.${PRIVACY}`]: "V2" };
const ADDRESS = "203.0.113.7";

/** A handler that asks for agreements. `list` makes the provider's list, from the one of the sandbox. */
function open(options, list, config) {
  const made = setUp({ provider: "grid", page: onboardingPage(options), ...config });
  const { fetch } = made.sandbox;
  if (list) made.config.fetch = async (url, init) => (isList(url) ? list(await fetch(url, init)) : fetch(url, init));
  const person = (agreements = [TERMS, PRIVACY]) => {
    const handler = createHandler({ ...made.config, grid: { ...made.config.grid, agreements } });
    return browser((request) => handler(Object.defineProperty(request, Symbol.for("kyclink.clientAddress"), { value: ADDRESS })));
  };
  return { ...made, person, consents: () => made.sandbox.customers()[0]?.resource.agreementConsents };
}

const isList = (url) => new URL(url).pathname.endsWith("/customers/agreements");

const boxOf = (page, type) => new RegExp(`<input type="checkbox" id="agreements.${type}"[^>]*>`).exec(page)?.[0];
const isTicked = (page, type) => / checked/.test(boxOf(page, type));

test("the form shows a box and a link for each, and the provider gets the evidence", async () => {
  const { person, consents, sandbox, errors } = open();
  const page = person();
  const shown = (await page.get("", NAVIGATION)).text;
  for (const [type, version, url] of [
    [TERMS, "V1", "https://www.lightspark.com/legal/grid/enduserterms"],
    [PRIVACY, "V2", "https://www.lightspark.com/legal/grid/privacy"],
  ]) {
    assert.match(boxOf(shown, type), new RegExp(` value="${version}" required`));
    assert.ok(!isTicked(shown, type));
    assert.ok(shown.includes(`<a href="${url}" target="_blank" rel="noopener noreferrer"`));
  }
  assert.equal(boxOf(shown, "LIGHTSPARK_E_SIGN_CONSENT"), undefined);
  const form = { ...FORM, idempotencyKey: newKey() };
  const refused = await page.form("links", { ...form, [`agreements.${TERMS}`]: "V1" }, NAVIGATION);
  assert.equal(refused.status, 422);
  assert.deepEqual([isTicked(refused.text, TERMS), isTicked(refused.text, PRIVACY), sandbox.customers().length], [true, false, 0]);
  assert.match(refused.text, new RegExp(`id="agreements.${PRIVACY}-error">Lightspark Privacy Policy – Please read and accept`));
  const before = Date.now() - 1000;
  assert.equal((await page.form("links", { ...form, ...TICKS }, NAVIGATION)).status, 303);
  assert.deepEqual(
    consents().map(({ acceptedAt, ...consent }) => consent),
    [
      [TERMS, "V1"],
      [PRIVACY, "V2"],
    ].map(([type, termsVersion]) => ({ type, ipAddress: ADDRESS, termsVersion, acceptanceMethod: "CHECKBOX" })),
  );
  for (const { acceptedAt } of consents()) assert.ok(Date.parse(acceptedAt) >= before && Date.parse(acceptedAt) <= Date.now(), acceptedAt);
  assert.deepEqual(errors, []);
});

test("only the person gives a consent: what the application knows ticks no box", async () => {
  const { person } = open({ prefill: () => ({ agreements: { [TERMS]: "V1" }, email: "jane@example.com" }) });
  const shown = (await person().get("", NAVIGATION)).text;
  assert.ok(shown.includes('value="jane@example.com"') && !isTicked(shown, TERMS));
});

test("what a customer lacks is a requirement, and a page takes it", async () => {
  const { person, consents, sandbox } = open();
  const before = person([]);
  assert.equal((await before.form("links", { ...FORM, idempotencyKey: newKey() }, NAVIGATION)).status, 303);
  const page = person();
  page.cookie(before.cookie());
  const { body } = await page.get("status");
  assert.deepEqual([body.nextAction, body.agreementsUrl], ["accept_terms", `${ORIGIN}/kyc/agreements`]);
  assert.match((await page.get("status", NAVIGATION)).text, /<a class="button" href="https:\/\/app.example.com\/kyc\/agreements">/);
  const shown = (await page.get("agreements", NAVIGATION)).text;
  assert.match(shown, /<form method="post" action="\/kyc\/agreements">/);
  assert.ok(boxOf(shown, TERMS) && boxOf(shown, PRIVACY));
  const refused = await page.form("agreements", { [`agreements.${TERMS}`]: "V1" }, NAVIGATION);
  assert.deepEqual([refused.status, isTicked(refused.text, TERMS), isTicked(refused.text, PRIVACY)], [422, true, false]);
  assert.match(refused.text, new RegExp(`id="agreements.${PRIVACY}-error">Lightspark Privacy Policy`));
  assert.equal(consents(), undefined);
  const done = await page.form("agreements", TICKS, NAVIGATION);
  assert.deepEqual([done.status, done.headers.get("location")], [303, "/kyc/status"]);
  assert.deepEqual(
    consents().map(({ type }) => type),
    [TERMS, PRIVACY],
  );
  assert.equal((await page.get("status")).body.nextAction, "open_link");
  assert.equal(sandbox.customers().length, 1);
});

test("a tick for an earlier version does not count, and the form shows the new version without one", async (t) => {
  const start = Date.now();
  t.mock.timers.enable({ apis: ["Date"], now: start });
  let isNew = false;
  const { person, consents, sandbox } = open({}, async (response) => {
    const { data } = await response.json();
    return Response.json({ data: data.map((one) => (one.type === PRIVACY && !isNew ? { ...one, version: "V1" } : one)) });
  });
  const page = person();
  assert.match(boxOf((await page.get("", NAVIGATION)).text, PRIVACY), / value="V1"/);
  isNew = true;
  t.mock.timers.setTime(start + 3_600_001);
  const form = { ...FORM, idempotencyKey: newKey() };
  const { status, text } = await page.form("links", { ...form, ...TICKS, [`agreements.${PRIVACY}`]: "V1" }, NAVIGATION);
  assert.deepEqual([status, isTicked(text, TERMS), isTicked(text, PRIVACY)], [422, true, false]);
  assert.match(boxOf(text, PRIVACY), / value="V2" required/);
  assert.equal(sandbox.customers().length, 0);
  assert.equal((await page.form("links", { ...form, ...TICKS }, NAVIGATION)).status, 303);
  assert.deepEqual(
    consents().map(({ termsVersion }) => termsVersion),
    ["V1", "V2"],
  );
});

test("with an empty list there is no form, and a form without boxes creates nothing", async () => {
  const steps = [];
  const { person, sandbox, errors } = open({}, () => Response.json({ data: [] }), { onStep: (step) => steps.push(step.step) });
  const page = person();
  const shown = await page.get("", NAVIGATION);
  assert.deepEqual([shown.status, shown.headers.get("retry-after")], [503, "1"]);
  assert.doesNotMatch(shown.text, /<form/);
  assert.deepEqual([errors.length, steps.includes("form_shown")], [1, false]);
  // This form is refused for another reason before the list is read. Its page must have boxes, or no form.
  const { status, text } = await page.form("links", { ...FORM, idempotencyKey: newKey(), email: "" }, NAVIGATION);
  assert.equal(status, 422);
  assert.doesNotMatch(text, /<form/);
  assert.equal(sandbox.customers().length, 0);
});

/** Reasons why the list cannot be read, as the configuration that causes them. */
const UNREADABLE = {
  "the store fails": () => {
    const store = memoryStore();
    for (const name of Object.keys(store)) store[name] = () => Promise.reject(new Error("down"));
    return { store };
  },
  "the provider does not respond": () => ({ timeout: 1000, fetch: () => new Promise(() => {}) }),
  "an unexpected exception": (t) => {
    t.mock.method(crypto, "getRandomValues", () => {
      throw new Error("down");
    });
    return {};
  },
};

for (const [reason, prepare] of Object.entries(UNREADABLE)) {
  test(`without a list, there is no form: ${reason}`, async (t) => {
    const { person, errors } = open({}, undefined, prepare(t));
    const shown = await person().get("", NAVIGATION);
    assert.equal(shown.status, 503);
    assert.doesNotMatch(shown.text, /<form/);
    assert.ok(errors.length > 0);
  });
}
