/** SpherePay's customers, decisions and webhooks in the sandbox. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { signature } from "../../../pkg-template/testing/spherepay/sign.js";
import { API_PERSON, HOUR, PERSON, setUp, withApiCustomer, withLinkCustomer } from "../helpers/sandbox/harness.mjs";

const CREATE = "/v2/customer/kyc-link";
const vectors = JSON.parse(readFileSync(new URL("../../vectors/provider/spherepay-webhook-signatures.json", import.meta.url), "utf8"));

test("create customer: the body of 2025 and of 2026, with incomplete profiles", async () => {
  const { spherepay } = setUp();
  const { status, body } = await spherepay("POST", "/v2/customer", API_PERSON);
  assert.equal(status, 201);
  assert.deepEqual(
    body.verificationProfiles.map(({ name, status: state }) => [name, state]),
    [
      ["kyc_profile_a", "incomplete"],
      ["kyc_profile_b", "incomplete"],
    ],
  );
  assert.deepEqual([body.firstName, body.lastName, "address" in body], ["Jane", "Smith", false]);
  const { line1, city, country } = PERSON.address;
  const sample = {
    type: "individual",
    email: PERSON.email,
    phone: "+1234567890",
    address: { line1, city, country },
    meta: { ref: "1", flag: true, none: null },
  };
  assert.deepEqual((await spherepay("POST", "/v2/customer", sample)).body.meta, sample.meta);
  const business = {
    type: "business",
    addresses: [{ type: "registered", ...PERSON.address }],
    businessInformation: { businessLegalName: "Acme" },
  };
  const made = await spherepay("POST", "/v2/customer", business);
  assert.deepEqual([made.status, made.body.businessLegalName, made.body.verificationProfiles[0].name], [201, "Acme", "kyb_profile_a"]);
});

for (const [pointer, body] of [
  ["/address", { type: "individual" }],
  ["/address/country", { type: "individual", address: {} }],
  ["/addresses/0/country", { type: "business", addresses: [{ type: "registered", ...PERSON.address, country: "US" }] }],
  ["/address/state", { type: "individual", address: { state: "US-IL", country: "USA" } }],
  ["/meta/nested", { ...API_PERSON, meta: { nested: {} } }],
  ["/personalInformation/taxIdentificationNumberType", { ...API_PERSON, personalInformation: { taxIdentificationNumber: "1" } }],
  [
    "/personalInformation/taxIdentificationNumber",
    { ...API_PERSON, personalInformation: { taxIdentificationNumberType: "other", taxIdentificationNumberDescription: "x" } },
  ],
  [
    "/businessInformation/businessLegalName",
    { type: "business", address: { country: "USA" }, businessInformation: { businessLegalName: null } },
  ],
  ["/phoneNumber", { ...API_PERSON, phoneNumber: "+14155550123" }],
]) {
  test(`create customer rejects ${pointer}`, async () => {
    const { status, body: problem } = await setUp().spherepay("POST", "/v2/customer", body);
    assert.deepEqual([status, problem.errors.map((error) => error.pointer)], [422, [pointer]]);
  });
}

test("get customer: of both flows; unknown is 404", async () => {
  const { spherepay, id } = await withLinkCustomer();
  const { status, body } = await spherepay("GET", `/v2/customer/${id}`);
  assert.equal(status, 200);
  assert.deepEqual([body.id, body.type, body.email, body.phone], [id, PERSON.type, PERSON.email, PERSON.phone]);
  assert.deepEqual(
    [body.createdAt, body.updatedAt, body.tosStatus],
    ["2026-03-01T10:00:00.123Z", "2026-03-01T10:00:00.123Z", "incomplete"],
  );
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
  assert.deepEqual(
    (await list("?email=p3%40example.com")).customers.map(({ email }) => email),
    ["p3@example.com"],
  );
  assert.equal((await list("?email=p3")).pagination.total, 0);
  assert.equal((await list("?search=SMITH")).pagination.total, 1);
  assert.equal((await list("?search=p1")).pagination.total, 3);
  await sandbox.complete(all.customers[1].id, "approve");
  assert.deepEqual(
    (await list("?status=approved")).customers.map(({ id }) => id),
    [all.customers[1].id],
  );
});

test("list: a wrong query is 422 and names the parameters", async () => {
  const { spherepay } = setUp();
  const { status, body } = await spherepay("GET", "/v2/customer?page=0&limit=101&search=&status=APPROVED&type=person&pageSize=3");
  assert.equal(status, 422);
  assert.deepEqual(
    body.errors.map(({ parameter }) => parameter),
    ["page", "limit", "search", "status", "type", "pageSize"],
  );
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
    assert.deepEqual(
      [state, criteria.complete, criteria.required.includes("terms_of_service")],
      ["incomplete", ["terms_of_service"], false],
    );
  }
  assert.equal(sandbox.deliveries().at(-1).event.name, "customer.tos.successful");
  assert.equal((await spherepay("POST", `/v2/customer/${id}/tos-link`, {})).status, 400);
  assert.equal((await spherepay("POST", "/v2/customer/customer_0/tos-link")).status, 404);
});

test("an undocumented method or path is 404", async () => {
  const { spherepay, id } = await withLinkCustomer();
  for (const [method, path] of [
    ["GET", `/v2/customer/${id}/kyc-link`],
    ["PUT", "/v2/customer"],
    ["GET", "/v2/customers"],
    ["GET", "/v2/customer/"],
    ["GET", "/v2/customer/%zz"],
  ]) {
    assert.equal((await spherepay(method, path)).status, 404, `${method} ${path}`);
  }
});

test("a reused Idempotency-Key is rejected whatever the first outcome was, and repeats nothing", async () => {
  const { spherepay, sandbox } = setUp();
  const post = (key, body) => spherepay("POST", CREATE, body, { "idempotency-key": key });
  assert.equal((await post("a", PERSON)).status, 201);
  const again = await post("a", PERSON);
  assert.deepEqual([again.status, again.body.errors], [400, [{ detail: "Has already been used", header: "Idempotency-Key" }]]);
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
    assert.deepEqual(
      sandbox.deliveries().map((delivery) => delivery.event.name),
      ["customer.create", "customer.kyc.pending", event],
    );
    const { id: eventId, data, mock, created } = sandbox.deliveries().at(-1).event;
    assert.match(eventId, /^event_[0-9a-f]{32}$/);
    assert.deepEqual(
      [data.customer.id, data.customer.verificationProfiles[0].status, mock, created],
      [id, status, true, "2026-03-01T10:00:00.123Z"],
    );
  });
}

test("the same decision twice is one webhook; a finished flow waits for its decision", async () => {
  const { sandbox, id, url } = await withLinkCustomer();
  await sandbox.finishLink(url, "review");
  assert.equal(sandbox.customers()[0].status, "pending");
  await sandbox.complete(id, "approve");
  await sandbox.complete(id, "approve");
  const names = ["customer.create", "customer.kyc.pending", "customer.kyc.successful"];
  assert.deepEqual(
    sandbox.deliveries().map(({ event }) => event.name),
    names,
  );
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

test("a customer without contacts is asked for them; those that are known are complete", async () => {
  const { spherepay } = setUp();
  const contacts = ["email_address", "phone_number"];
  const { body: bare } = await spherepay("POST", "/v2/customer", API_PERSON);
  const { body: link } = await spherepay("POST", "/v2/customer/kyc-link", PERSON);
  const { body: known } = await spherepay("GET", `/v2/customer/${link.customerId}`);
  for (const [{ verificationProfiles }, complete, required] of [
    [bare, [], contacts],
    [known, contacts, []],
  ]) {
    assert.ok(verificationProfiles.length > 0);
    const isContact = (name) => contacts.includes(name);
    for (const { criteria } of verificationProfiles)
      assert.deepEqual([criteria.complete.filter(isContact), criteria.required.filter(isContact)], [complete, required]);
  }
});
