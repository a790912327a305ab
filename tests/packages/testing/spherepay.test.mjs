/** SpherePay's link endpoints in the sandbox, as documented in 2026 and in 2025. */

import assert from "node:assert/strict";
import test from "node:test";
import { iso31661, iso31662 } from "iso-3166";
import { changed, DAY, NAMES_2025, PERSON, setUp, withApiCustomer, withLinkCustomer } from "../helpers/sandbox/harness.mjs";

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

for (const [what, body] of [
  ["a business", changed(PERSON, "type", "business")],
  ["no line2", changed(PERSON, "address.line2")],
  ["an empty line2, which the schema allows", changed(PERSON, "address.line2", "")],
  ["a leading zero in the phone, which the pattern allows", changed(PERSON, "phone", "+0123456")],
  ["15 digits", changed(PERSON, "phone", "+123456789012345")],
  ["a country for which no list demands a state", { ...PERSON, address: { line1: "10 Downing Street", city: "London", country: "GBR" } }],
  [
    "254 characters of e-mail",
    changed(PERSON, "email", `jane@${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(59)}.com`.padEnd(254, "m")),
  ],
  ["255 astral characters in line1", changed(PERSON, "address.line1", "😀".repeat(255))],
]) {
  test(`create via link accepts ${what}`, async () => {
    assert.equal((await setUp().spherepay("POST", CREATE, body)).status, 201);
  });
}

for (const [pointer, body] of [
  ["/type", changed(PERSON, "type")],
  ["/type", changed(PERSON, "type", "INDIVIDUAL")],
  ["/email", changed(PERSON, "email", "jane.smith")],
  ["/email", changed(PERSON, "email", `${"a".repeat(250)}@b.co`)],
  ["/email", changed(PERSON, "email", null)],
  ["/phone", changed(PERSON, "phone", "+123456")],
  ["/phone", changed(PERSON, "phone", "+1234567890123456")],
  ["/phone", changed(PERSON, "phone", "14155550123")],
  ["/phone", changed(PERSON, "phone", "+1 415 555 0123")],
  ["/phone", changed(PERSON, "phone", "+14155550123\n")],
  ["/phone", changed(PERSON, "phone", "+١٤١٥٥٥٥٠١٢٣")],
  ["/phone", changed(PERSON, "phone", 14155550123)],
  ["/address", changed(PERSON, "address")],
  ["/address", changed(PERSON, "address", [])],
  ["/address/line1", changed(PERSON, "address.line1", "")],
  ["/address/line1", changed(PERSON, "address.line1", "x".repeat(256))],
  ["/address/line2", changed(PERSON, "address.line2", "x".repeat(256))],
  ["/address/city", changed(PERSON, "address.city")],
  ["/address/country", changed(PERSON, "address.country", "US")],
  ["/address/country", changed(PERSON, "address.country", "usa")],
  ["/address/country", changed(PERSON, "address.country", "XKX")],
  ["/phoneNumber", { ...PERSON, phoneNumber: "+14155550123" }],
  ["/address/zip", changed(PERSON, "address.zip", "60606")],
  ["/a~1b~0", { ...PERSON, "a/b~": 1 }],
  ["/__proto__", JSON.stringify(PERSON).replace("{", '{"__proto__":{},')],
  ["", "[]"],
  ["", "null"],
]) {
  test(`create via link rejects ${pointer || "a body that is not an object"}: 422 problem details`, async () => {
    const { sandbox, spherepay } = setUp();
    const { status, body: problem } = await spherepay("POST", CREATE, body);
    assert.equal(status, 422);
    assert.match(problem.correlationId, /^[0-9a-f]{32}$/);
    const { correlationId, errors, ...rest } = problem;
    assert.deepEqual(rest, { status: 422, detail: "Validation failed", code: "validation/failed" });
    assert.deepEqual(
      errors.map((error) => error.pointer),
      [pointer],
    );
    assert.deepEqual(sandbox.customers(), []);
  });
}

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

for (const [pointers, address] of [
  [["/address/state"], changed(PERSON, "address.state").address],
  [["/address/postalCode"], changed(PERSON, "address.postalCode").address],
  [["/address/state", "/address/postalCode"], { line1: "x", city: "Toronto", country: "CAN", state: "", postalCode: "" }],
  [["/address/state"], { ...PERSON.address, state: "US-IL" }],
  [["/address/state"], { ...PERSON.address, state: "Illinois" }],
]) {
  test(`an address the server cannot use is 400 address/invalid: ${JSON.stringify(address)}`, async () => {
    const { status, body } = await setUp().spherepay("POST", CREATE, { ...PERSON, address });
    assert.deepEqual([status, body.code, body.errors.map(({ pointer }) => pointer)], [400, "address/invalid", pointers]);
  });
}

test("where ISO 3166-2 has no codes any text is a state, elsewhere only what can be a code", async () => {
  const divided = new Set(iso31662.map(({ code }) => code.slice(0, 2)));
  const accepts = async (country, state) =>
    (await setUp().spherepay("POST", CREATE, { ...PERSON, address: { ...PERSON.address, country, state } })).status === 201;
  for (const { alpha2, alpha3 } of iso31661) {
    assert.equal(await accepts(alpha3, "Kowloon"), !divided.has(alpha2), alpha3);
    assert.equal(await accepts(alpha3, "KLN"), true, alpha3);
  }
});

for (const [what, body, headers] of [
  ["no body", undefined, {}],
  ["no JSON", "{", {}],
  ["invalid UTF-8", Uint8Array.of(0x22, 0xff, 0x22), {}],
  ["another content type", PERSON, { "content-type": "text/plain" }],
  ["no content type", JSON.stringify(PERSON), { "content-type": undefined }],
]) {
  test(`create via link rejects ${what}: 400`, async () => {
    const { status, body: problem } = await setUp().spherepay("POST", CREATE, body, headers);
    assert.deepEqual([status, problem.status, problem.code], [400, 400, undefined]);
  });
}

for (const authorization of [
  undefined,
  "",
  "Bearer",
  "Bearer ",
  "bearer key",
  "Bearer  key",
  'Bearer "a key"',
  'Bearer "key"',
  "Basic a2V5",
  "key",
  "Bearer wrong",
]) {
  test(`authorization ${JSON.stringify(authorization)} is 403 without a code`, async () => {
    for (const options of [{}, { spherepay: { errors: "legacy" } }]) {
      const { status, body } = await setUp(options).spherepay("POST", CREATE, PERSON, { authorization });
      const { correlationId, ...rest } = body;
      assert.equal(status, 403);
      assert.deepEqual(rest, { status: 403, detail: "Forbidden resource" });
    }
  });
}

test("regenerate: 201 and another link for a customer created by link, without body and content type", async () => {
  const { spherepay, id, url, advance } = await withLinkCustomer();
  advance(DAY);
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  assert.equal(status, 201);
  assert.equal(body.customerId, id);
  assert.notEqual(body.url, url);
  assert.equal(body.expiresAt, "2026-03-30T10:00:00.123Z");
});

test("regenerate with a JSON content type and no body is 400", async () => {
  const { spherepay, id } = await withLinkCustomer();
  assert.equal((await spherepay("POST", `/v2/customer/${id}/kyc-link`, undefined, { "content-type": "application/json" })).status, 400);
});

test("regenerate for an unknown customer is 404 resource/not-found", async () => {
  const { status, body } = await setUp().spherepay("POST", "/v2/customer/customer_1ab2c3d4/kyc-link");
  assert.deepEqual([status, body.status, body.code], [404, 404, "resource/not-found"]);
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

test("legacy errors: one message, or messages by top-level field", async () => {
  const { spherepay } = setUp({ spherepay: { errors: "legacy" } });
  const ts = "2026-03-01T10:00:00.123Z";
  const fields = await spherepay("POST", "/v2/customer", { type: "individual" });
  assert.deepEqual([fields.status, fields.body], [400, { ts, error: { address: ["Required"] } }]);
  const general = await spherepay("GET", "/v2/customer/customer_0");
  assert.deepEqual([general.status, general.body], [404, { ts, error: { general: "Resource not found" } }]);
  assert.equal((await spherepay("POST", CREATE, changed(PERSON, "address.state"))).body.error.address.length, 1);
});
