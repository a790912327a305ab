/** SpherePay as the sandbox plays it, row by row of its documents. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { signature } from "../../pkg-template/testing/spherepay/sign.js";
import { API_PERSON, DAY, HOUR, NAMES_2025, PERSON, changed, setUp } from "./sandbox/harness.mjs";

const CREATE = "/v2/customer/kyc-link";
const vectors = JSON.parse(readFileSync(new URL("../vectors/provider/spherepay-webhook-signatures.json", import.meta.url), "utf8"));

async function withLinkCustomer(options) {
  const world = setUp(options);
  const { body } = await world.spherepay("POST", CREATE, PERSON);
  return { ...world, id: body.customerId, url: body.url };
}

async function withApiCustomer(options) {
  const world = setUp(options);
  const { body } = await world.spherepay("POST", "/v2/customer", API_PERSON);
  return { ...world, id: body.id };
}

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
  ["254 characters of e-mail", changed(PERSON, "email", `jane@${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(59)}.com`.padEnd(254, "m"))],
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
  test(`create via link refuses ${pointer || "a body that is no object"}: 422 problem details`, async () => {
    const { sandbox, spherepay } = setUp();
    const { status, body: problem } = await spherepay("POST", CREATE, body);
    assert.equal(status, 422);
    assert.match(problem.correlationId, /^[0-9a-f]{32}$/);
    const { correlationId, errors, ...rest } = problem;
    assert.deepEqual(rest, { status: 422, detail: "Validation failed", code: "validation/failed" });
    assert.deepEqual(errors.map((error) => error.pointer), [pointer]);
    assert.deepEqual(sandbox.customers(), []);
  });
}

test("all field errors come in one answer, and none repeats what was sent", async () => {
  const { spherepay } = setUp();
  const { status, body } = await spherepay("POST", CREATE, {
    type: "person",
    email: "secret@",
    address: { line1: "", country: "USA", state: "secret" },
    extra: "secret",
  });
  assert.equal(status, 422);
  const pointers = ["/type", "/email", "/phone", "/address/line1", "/address/city", "/extra", "/address/state", "/address/postalCode"];
  assert.deepEqual(body.errors.map(({ pointer }) => pointer), pointers);
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

for (const [what, body, headers] of [
  ["no body", undefined, {}],
  ["no JSON", "{", {}],
  ["invalid UTF-8", Uint8Array.of(0x22, 0xff, 0x22), {}],
  ["another content type", PERSON, { "content-type": "text/plain" }],
  ["no content type", JSON.stringify(PERSON), { "content-type": undefined }],
]) {
  test(`create via link refuses ${what}: 400`, async () => {
    const { status, body: problem } = await setUp().spherepay("POST", CREATE, body, headers);
    assert.deepEqual([status, problem.status, problem.code], [400, 400, undefined]);
  });
}

for (const authorization of [undefined, "", "Bearer", "Bearer ", "bearer key", "Bearer  key", 'Bearer "a key"', "Basic a2V5", "key", "Bearer wrong"]) {
  test(`authorization ${JSON.stringify(authorization)} is 403 without a code`, async () => {
    for (const options of [{}, { spherepay: { errors: "legacy" } }]) {
      const { status, body } = await setUp(options).spherepay("POST", CREATE, PERSON, { authorization });
      const { correlationId, ...rest } = body;
      assert.equal(status, 403);
      assert.deepEqual(rest, { status: 403, detail: "Forbidden resource" });
    }
  });
}

test("regenerate: 201 and another link for a link-made customer, without body and content type", async () => {
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

test("the 2025 body: 200 with url and expiresAt only, 7 days on, for a customer made through the API", async () => {
  const { spherepay, id } = await withApiCustomer();
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/kyc-link`, NAMES_2025);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ["url", "expiresAt"]);
  assert.equal(body.expiresAt, "2026-03-08T10:00:00.123Z");
});

test("the 2025 body is refused in the shapes of 2025", async () => {
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

test("legacy errors: one text, or texts by top-level field", async () => {
  const { spherepay } = setUp({ spherepay: { errors: "legacy" } });
  const ts = "2026-03-01T10:00:00.123Z";
  const fields = await spherepay("POST", "/v2/customer", { type: "individual" });
  assert.deepEqual([fields.status, fields.body], [400, { ts, error: { address: ["Required"] } }]);
  const general = await spherepay("GET", "/v2/customer/customer_0");
  assert.deepEqual([general.status, general.body], [404, { ts, error: { general: "Resource not found" } }]);
  assert.equal((await spherepay("POST", CREATE, changed(PERSON, "address.state"))).body.error.address.length, 1);
});

test("create customer: the body of 2025 and of 2026, with incomplete profiles", async () => {
  const { spherepay } = setUp();
  const { status, body } = await spherepay("POST", "/v2/customer", API_PERSON);
  assert.equal(status, 201);
  assert.deepEqual(body.verificationProfiles.map(({ name, status: state }) => [name, state]), [["kyc_profile_a", "incomplete"], ["kyc_profile_b", "incomplete"]]);
  assert.deepEqual([body.firstName, body.lastName, "address" in body], ["Jane", "Smith", false]);
  const { line1, city, country } = PERSON.address;
  const sample = { type: "individual", email: PERSON.email, phone: "+1234567890", address: { line1, city, country }, meta: { ref: "1", flag: true, none: null } };
  assert.deepEqual((await spherepay("POST", "/v2/customer", sample)).body.meta, sample.meta);
  const business = { type: "business", addresses: [PERSON.address], businessInformation: { businessLegalName: "Acme" } };
  const made = await spherepay("POST", "/v2/customer", business);
  assert.deepEqual([made.status, made.body.businessLegalName, made.body.verificationProfiles[0].name], [201, "Acme", "kyb_profile_a"]);
});

for (const [pointer, body] of [
  ["/address", { type: "individual" }],
  ["/address/country", { type: "individual", address: {} }],
  ["/addresses/0/country", { type: "business", addresses: [{ ...PERSON.address, country: "US" }] }],
  ["/address/state", { type: "individual", address: { state: "US-IL", country: "USA" } }],
  ["/meta/nested", { ...API_PERSON, meta: { nested: {} } }],
  ["/personalInformation/taxIdentificationNumberType", { ...API_PERSON, personalInformation: { taxIdentificationNumber: "1" } }],
  ["/phoneNumber", { ...API_PERSON, phoneNumber: "+14155550123" }],
]) {
  test(`create customer refuses ${pointer}`, async () => {
    const { status, body: problem } = await setUp().spherepay("POST", "/v2/customer", body);
    assert.deepEqual([status, problem.errors.map((error) => error.pointer)], [422, [pointer]]);
  });
}

test("get customer: of both flows; unknown is 404", async () => {
  const { spherepay, id } = await withLinkCustomer();
  const { status, body } = await spherepay("GET", `/v2/customer/${id}`);
  assert.equal(status, 200);
  assert.deepEqual([body.id, body.type, body.email, body.phone], [id, PERSON.type, PERSON.email, PERSON.phone]);
  assert.deepEqual([body.createdAt, body.updatedAt, body.tosStatus], ["2026-03-01T10:00:00.123Z", "2026-03-01T10:00:00.123Z", "incomplete"]);
  assert.equal((await spherepay("GET", "/v2/customer/customer_0")).body.code, "resource/not-found");
});

test("list: filters, pages of ten, newest first", async () => {
  const { spherepay, sandbox } = setUp();
  for (let index = 0; index < 12; index++) await spherepay("POST", CREATE, { ...PERSON, email: `p${index}@example.com` });
  await spherepay("POST", "/v2/customer", { ...API_PERSON, type: "business" });
  const list = async (query) => (await spherepay("GET", `/v2/customer${query}`)).body;
  const all = await list("");
  assert.deepEqual([all.customers.length, all.customers[0].type], [10, "business"]);
  assert.deepEqual(all.pagination, { page: 1, limit: 10, total: 13, totalPages: 2, hasNext: true, hasPrevious: false });
  const second = await list("?page=2&limit=5&type=individual");
  assert.deepEqual(second.pagination, { page: 2, limit: 5, total: 12, totalPages: 3, hasNext: true, hasPrevious: true });
  assert.deepEqual((await list("?email=p3%40example.com")).customers.map(({ email }) => email), ["p3@example.com"]);
  assert.equal((await list("?email=p3")).pagination.total, 0);
  assert.equal((await list("?search=SMITH")).pagination.total, 1);
  assert.equal((await list("?search=p1")).pagination.total, 3);
  await sandbox.complete(all.customers[1].id, "approve");
  assert.deepEqual((await list("?status=approved")).customers.map(({ id }) => id), [all.customers[1].id]);
});

test("list: a wrong query is 422 and names the parameters", async () => {
  const { spherepay } = setUp();
  const { status, body } = await spherepay("GET", "/v2/customer?page=0&limit=101&search=&status=APPROVED&type=person&pageSize=3");
  assert.equal(status, 422);
  assert.deepEqual(body.errors.map(({ parameter }) => parameter), ["page", "limit", "search", "status", "type", "pageSize"]);
});

test("terms of service: 201 with link, not url, for an hour; accepting them moves the criteria", async () => {
  const { spherepay, sandbox, id } = await withApiCustomer();
  const { status, body } = await spherepay("POST", `/v2/customer/${id}/tos-link`);
  assert.equal(status, 201);
  assert.deepEqual(Object.keys(body), ["link", "expiresAt"]);
  assert.equal(Date.parse(body.expiresAt) - Date.parse("2026-03-01T10:00:00.123Z"), HOUR);
  assert.equal(sandbox.openLink(body.link).kind, "tos");
  assert.equal((await sandbox.finishLink(body.link, "approve")).finished, true);
  const { tosStatus, verificationProfiles } = (await spherepay("GET", `/v2/customer/${id}`)).body;
  assert.equal(tosStatus, "approved");
  for (const { status: state, criteria } of verificationProfiles) {
    assert.deepEqual([state, criteria.complete, criteria.required.includes("terms_of_service")], ["incomplete", ["terms_of_service"], false]);
  }
  assert.equal(sandbox.deliveries().at(-1).event.name, "customer.tos.successful");
  assert.equal((await spherepay("POST", `/v2/customer/${id}/tos-link`, {})).status, 400);
  assert.equal((await spherepay("POST", "/v2/customer/customer_0/tos-link")).status, 404);
});

test("a method or path that no page has is 404", async () => {
  const { spherepay, id } = await withLinkCustomer();
  for (const [method, path] of [["GET", `/v2/customer/${id}/kyc-link`], ["PUT", "/v2/customer"], ["GET", "/v2/customers"], ["GET", "/v2/customer/"], ["GET", "/v2/customer/%zz"]]) {
    assert.equal((await spherepay(method, path)).status, 404, `${method} ${path}`);
  }
});

test("a reused Idempotency-Key is refused whatever the first outcome was, and replays nothing", async () => {
  const { spherepay, sandbox } = setUp();
  const post = (key, body) => spherepay("POST", CREATE, body, { "idempotency-key": key });
  assert.equal((await post("a", PERSON)).status, 201);
  const again = await post("a", PERSON);
  assert.deepEqual([again.status, "customerId" in again.body], [400, false]);
  assert.equal((await post("b", {})).status, 422);
  assert.equal((await post("b", PERSON)).status, 400);
  sandbox.nextFailure(500);
  assert.equal((await post("c", PERSON)).status, 500);
  assert.equal((await post("c", PERSON)).status, 400);
  sandbox.nextFailure("drop_before");
  await assert.rejects(post("d", PERSON));
  assert.equal((await post("d", PERSON)).status, 201);
  assert.equal((await post("e".repeat(256), PERSON)).status, 400);
  assert.equal(sandbox.customers().length, 2);
});

for (const [decision, status, event] of [
  ["approve", "approved", "customer.kyc.successful"],
  ["reject", "rejected", "customer.kyc.rejected"],
  ["hold", "pending", "customer.kyc.additionalReviewRequired"],
]) {
  test(`complete with ${decision}: incomplete → pending → ${status}, each with its webhook`, async () => {
    const { sandbox, spherepay, id } = await withLinkCustomer();
    await sandbox.complete(id, decision);
    const [{ criteria, status: state }] = (await spherepay("GET", `/v2/customer/${id}`)).body.verificationProfiles;
    assert.equal(state, status);
    assert.deepEqual([criteria.required, criteria.errors.length], [[], decision === "approve" ? 0 : 1]);
    assert.equal(sandbox.customers()[0].status, status);
    assert.deepEqual(sandbox.deliveries().map((delivery) => delivery.event.name), ["customer.create", "customer.kyc.pending", event]);
    const { id: eventId, data, mock, created } = sandbox.deliveries().at(-1).event;
    assert.match(eventId, /^event_[0-9a-f]{32}$/);
    assert.deepEqual([data.customer.id, data.customer.verificationProfiles[0].status, mock, created], [id, status, true, "2026-03-01T10:00:00.123Z"]);
  });
}

test("the same decision twice is one webhook; a finished flow waits for its decision", async () => {
  const { sandbox, id, url } = await withLinkCustomer();
  await sandbox.finishLink(url, "review");
  assert.equal(sandbox.customers()[0].status, "pending");
  await sandbox.complete(id, "approve");
  await sandbox.complete(id, "approve");
  const names = ["customer.create", "customer.kyc.pending", "customer.kyc.successful"];
  assert.deepEqual(sandbox.deliveries().map(({ event }) => event.name), names);
});

test("a rejected customer can try again with a new link; an approved one stays approved", async () => {
  const { sandbox, spherepay, id, url } = await withLinkCustomer();
  await sandbox.finishLink(url, "reject");
  assert.equal(sandbox.customers()[0].status, "rejected");
  const again = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  await sandbox.finishLink(again.body.url, "approve");
  assert.equal(sandbox.customers()[0].status, "approved");
  const third = await spherepay("POST", `/v2/customer/${id}/kyc-link`);
  await sandbox.finishLink(third.body.url, "reject");
  assert.equal(sandbox.customers()[0].status, "approved");
});

for (const [index, { body, signature: expected }] of vectors.cases.entries()) {
  test(`webhook signature vector ${index}`, async () => {
    assert.equal(await signature(vectors.secret, body), expected);
  });
}

test("signWebhook and deliveries sign the exact body with the whole secret", async () => {
  const { sandbox } = await withLinkCustomer();
  const event = { id: "event_1", name: "customer.kyc.successful", data: { customer: { id: "customer_1", lastName: "Müller" } } };
  const { body, headers, secret } = await sandbox.signWebhook("spherepay", event);
  assert.deepEqual(JSON.parse(body), event);
  assert.match(secret, /^secret_[0-9a-f]{32}$/);
  const mac = (text) => createHmac("sha256", secret).update(text, "utf8").digest("hex");
  assert.equal(headers.signature, mac(body));
  const [delivery] = sandbox.deliveries();
  assert.equal(delivery.headers.signature, mac(delivery.body));
  assert.deepEqual(JSON.parse(delivery.body), delivery.event);
});
