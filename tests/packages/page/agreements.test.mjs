/** Agreements, without JavaScript and at the sandbox: from the form to the provider, and what is missing later. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, fieldsOf, newKey, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { LOCALES, onboardingPage } = await subpath("page");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const JANE = { ...PERSON, firstName: "Jane", lastName: "Smith", address: { ...PERSON.address, country: "US" } };
const FORM = Object.fromEntries(fieldsOf(JANE));
const [TERMS, PRIVACY] = ["LIGHTSPARK_END_USER_TERMS", "LIGHTSPARK_PRIVACY_POLICY"];
const TICKS = { [`agreements.${TERMS}`]: "V1", [`agreements.${PRIVACY}`]: "V2" };
const ADDRESS = "203.0.113.7";

/** A handler that asks for agreements. `documents` replaces the response of the provider that lists them. */
function open(options, documents = () => undefined) {
  const made = setUp({ provider: "grid", page: onboardingPage(options) });
  const fetch = async (request, init) =>
    (String(request.url ?? request).endsWith("/agreements") && documents()) || made.sandbox.fetch(request, init);
  const person = (agreements = [TERMS, PRIVACY]) => {
    const handler = createHandler({ ...made.config, fetch, grid: { ...made.config.grid, agreements } });
    return browser((request) => handler(Object.defineProperty(request, Symbol.for("kyclink.clientAddress"), { value: ADDRESS })));
  };
  return { ...made, person, consents: () => made.sandbox.customers()[0]?.resource.agreementConsents };
}

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

test("each language asks in its own words", async () => {
  for (const locale of LOCALES) {
    const { person } = open({ locale });
    const sentence = async (fields) => {
      const { text } = await person().form("links", { ...FORM, idempotencyKey: newKey(), ...fields }, NAVIGATION);
      return new RegExp(`id="agreements.${TERMS}-error"[^>]*>([^<]*)`).exec(text)[1];
    };
    const missing = await sentence({});
    assert.match(missing, /^Lightspark End User Terms – ./);
    assert.equal(await sentence({ ...TICKS, [`agreements.${TERMS}`]: "V0" }), missing, "an earlier version");
  }
});

test("only the person gives a consent: what the application knows ticks no box", async () => {
  const { person } = open({ prefill: () => ({ agreements: { [TERMS]: "V1" }, email: "jane@example.com" }) });
  const shown = (await person().get("", NAVIGATION)).text;
  assert.ok(shown.includes('value="jane@example.com"') && !isTicked(shown, TERMS));
});

test("without the documents there is no form, and a link to try again", async () => {
  let isDown = true;
  const { person, errors } = open({}, () => isDown && new Response("{}", { status: 503, headers: { "content-type": "application/json" } }));
  const page = person();
  const failed = await page.get("", NAVIGATION);
  assert.equal(failed.status, 503);
  assert.match(failed.text, /Our partner cannot be reached right now/);
  assert.doesNotMatch(failed.text, /<form[^>]* data-enhance="form"/);
  assert.deepEqual([errors[0].error.code, errors[0].error.operation], ["unavailable", "grid.listAgreements"]);
  const refused = await page.form("links", { ...FORM, idempotencyKey: newKey(), ...TICKS }, NAVIGATION);
  assert.equal(refused.status, 503);
  assert.doesNotMatch(refused.text, /<form[^>]* data-enhance="form"/);
  isDown = false;
  assert.equal((await page.get("", NAVIGATION)).status, 200);
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

test("a form of one's own reads the list, and sends the versions", async () => {
  const { person, consents } = open();
  const page = person();
  const { agreements } = (await page.get("agreements")).body;
  const accepted = Object.fromEntries(agreements.map(({ type, version }) => [type, version]));
  const { status, body } = await page.json("links", JANE, { "idempotency-key": newKey() });
  assert.deepEqual([status, body.errors.map(({ pointer }) => pointer)], [422, agreements.map(({ type }) => `/agreements/${type}`)]);
  assert.equal((await page.json("links", { ...JANE, agreements: accepted }, { "idempotency-key": newKey() })).status, 201);
  assert.equal(consents().length, 2);
});
