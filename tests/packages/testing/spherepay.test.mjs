/** SpherePay's link endpoints in the sandbox, as documented in 2026 and in 2025. */

import assert from "node:assert/strict";
import test from "node:test";
import { iso31661, iso31662 } from "iso-3166";
import { DAY, NAMES_2025, PERSON, setUp, withApiCustomer, withLinkCustomer } from "../helpers/sandbox/harness.mjs";

const CREATE = "/v2/customer/kyc-link";

test("create via link: 201 with exactly customerId, url and expiresAt, 28 days on", async () => {
  const { spherepay } = setUp();
  const { status, headers, body } = await spherepay("POST", CREATE, PERSON);
  assert.equal(status, 201);
  assert.match(headers.get("content-type"), /^application\/json/);
  assert.deepEqual(Object.keys(body), ["customerId", "url", "expiresAt"]);
  assert.match(body.customerId, /^customer_[0-9a-f]{32}$/);
  assert.match(body.url, /^https:\/\/verify\.spherepay\.example\/hosted\/[0-9a-f]{32}$/);
  assert.equal(body.expiresAt, "2026-03-29T10:00:00.123Z");
});

test("all field errors are in one response, and none contains the input", async () => {
  const { spherepay } = setUp();
  const { status, body } = await spherepay("POST", CREATE, {
    type: "person",
    email: "secret@",
    address: { line1: "", country: "USA", state: "secret" },
    extra: "secret",
  });
  assert.equal(status, 422);
  const pointers = ["/type", "/email", "/phone", "/address/line1", "/address/city", "/extra", "/address/state", "/address/postalCode"];
  assert.deepEqual(
    body.errors.map(({ pointer }) => pointer),
    pointers,
  );
  assert.doesNotMatch(JSON.stringify(body), /secret/);
});

test("where ISO 3166-2 has no codes any text is a state, elsewhere only what can be a code", async () => {
  const divided = new Set(iso31662.map(({ code }) => code.slice(0, 2)));
  const accepts = async (country, state) =>
    (await setUp().spherepay("POST", CREATE, { ...PERSON, address: { ...PERSON.address, country, state } })).status === 201;
  for (const { alpha2, alpha3 } of iso31661) {
    assert.equal(await accepts(alpha3, "Kowloon"), !divided.has(alpha2), alpha3);
    assert.equal(await accepts(alpha3, "KLN"), true, alpha3);
  }
});

test("regenerate: 201 and another link for a customer created by link, without body and content type", async () => {
  const { spherepay, id, url, advance } = await withLinkCustomer();
  advance(DAY);
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  assert.equal(status, 201);
  assert.equal(body.customerId, id);
  assert.notEqual(body.url, url);
  assert.equal(body.expiresAt, "2026-03-30T10:00:00.123Z");
});

test("regenerate for a customer made through the API is 422 with the outstanding criteria", async () => {
  const { spherepay, id } = await withApiCustomer();
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  assert.deepEqual([status, body.code], [422, "validation/failed"]);
  assert.ok(body.errors.some(({ detail }) => detail.includes("date_of_birth")));
});

test("once nothing is outstanding, such a customer gets a link, as documented in spring 2026, until there is nothing to submit", async () => {
  const { spherepay, sandbox, id } = await withApiCustomer();
  await sandbox.complete(id, "hold");
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  assert.deepEqual([status, Object.keys(body)], [201, ["url", "expiresAt"]]);
  assert.equal((await sandbox.finishLink(body.url, "approve")).finished, true);
  const late = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  assert.deepEqual([late.status, late.body.code], [400, "address/invalid"]);
});

test("the 2025 body: 200 with url and expiresAt only, 7 days on, for a customer made through the API", async () => {
  const { spherepay, id } = await withApiCustomer();
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/kyc-link`, NAMES_2025);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ["url", "expiresAt"]);
  assert.equal(body.expiresAt, "2026-03-08T10:00:00.123Z");
});

test("the 2025 body is rejected in the shapes of 2025", async () => {
  const api = await withApiCustomer();
  const path = `/v2/customer/${api.id}/kyc-link`;
  const ts = "2026-03-01T10:00:00.123Z";
  const missing = await api.spherepay("POST", "/v2/customer/customer_0/kyc-link", NAMES_2025);
  assert.deepEqual([missing.status, missing.body], [404, { ts, error: { general: "Customer not found" } }]);
  const fields = await api.spherepay("POST", path, { type: "individual", email: "jane" });
  assert.deepEqual([fields.status, fields.body.ts, Object.keys(fields.body.error)], [400, ts, ["firstName", "lastName", "email"]]);
  assert.deepEqual(fields.body.error.firstName, ["Required"]);
  const mismatch = await api.spherepay("POST", path, { ...NAMES_2025, type: "business" });
  assert.deepEqual([mismatch.status, mismatch.body], [400, { ts, error: { general: "Bad Request Exception" } }]);
  const link = await withLinkCustomer();
  const mixed = await link.spherepay("POST", `/v2/customer/${link.id}/kyc-link`, NAMES_2025);
  assert.deepEqual([mixed.status, mixed.body], [400, { ts, error: { general: "Bad Request Exception" } }]);
});
