/** Lightspark Grid as the sandbox plays it, row by row of its documents. */

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { rawToDer } from "../../pkg-template/testing/grid/sign.js";
import { BUSINESS, EU_INDIVIDUAL, HOUR, INDIVIDUAL, changed, setUp } from "./sandbox/harness.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/provider/grid-webhook-signatures.json", import.meta.url), "utf8"));
const REDIRECT = "https://app.example.com/onboarding/completed";

async function withCustomer(body = INDIVIDUAL, options) {
  const world = setUp(options);
  const created = await world.grid("POST", "/customers", body);
  assert.equal(created.status, 201, JSON.stringify(created.body));
  return { ...world, id: created.body.id, created: created.body };
}

const fieldsOf = ({ body }) => body.details.errors.map(({ field }) => field);

test("create: 201 with what was given, what was generated, and UNVERIFIED", async () => {
  const { created } = await withCustomer();
  const { id, umaAddress, ...rest } = created;
  assert.match(id, /^Customer:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(umaAddress, /^\$[a-z0-9]+@/);
  const times = { createdAt: "2026-03-01T10:00:00Z", updatedAt: "2026-03-01T10:00:00Z" };
  assert.deepEqual(rest, { ...INDIVIDUAL, kycStatus: "UNVERIFIED", ...times, isDeleted: false });
});

test("create: only the type is required; a reference is generated; identifier is write-only", async () => {
  const { created } = await withCustomer({ customerType: "INDIVIDUAL", idType: "SSN", identifier: "123-45-6789" });
  assert.ok(created.platformCustomerId.length > 0);
  assert.deepEqual([created.idType, "identifier" in created, "contactVerification" in created], ["SSN", false, false]);
});

test("create: a business has kybStatus and needs businessInfo", async () => {
  const { created, grid } = await withCustomer(BUSINESS);
  assert.deepEqual([created.kybStatus, "kycStatus" in created, created.businessInfo], ["UNVERIFIED", false, BUSINESS.businessInfo]);
  assert.deepEqual(fieldsOf(await grid("POST", "/customers", { customerType: "BUSINESS" })), ["businessInfo"]);
  assert.deepEqual(fieldsOf(await grid("POST", "/customers", { customerType: "BUSINESS", businessInfo: {} })), [
    "businessInfo.legalName",
    "businessInfo.country",
    "businessInfo.incorporatedOn",
    "businessInfo.taxId",
  ]);
});

for (const [suffix, individual, business] of [
  ["001", "PENDING", "UNVERIFIED"],
  ["002", "REJECTED", "REJECTED"],
  ["003", "UNVERIFIED", "UNVERIFIED"],
]) {
  test(`create: the suffix ${suffix} decides, on a regulated platform too`, async () => {
    for (const regulated of [false, true]) {
      const options = { grid: { regulated } };
      assert.equal((await withCustomer(changed(INDIVIDUAL, "fullName", `Jane ${suffix}`), options)).created.kycStatus, individual);
      assert.equal((await withCustomer(changed(BUSINESS, "businessInfo.registrationNumber", suffix), options)).created.kybStatus, business);
    }
  });
}

test("create: a regulated platform's customers are approved at once", async () => {
  const options = { grid: { regulated: true } };
  assert.equal((await withCustomer(INDIVIDUAL, options)).created.kycStatus, "APPROVED");
  assert.equal((await withCustomer(BUSINESS, options)).created.kybStatus, "APPROVED");
});

for (const [field, body] of [
  ["customerType", changed(INDIVIDUAL, "customerType")],
  ["customerType", changed(INDIVIDUAL, "customerType", "individual")],
  ["region", changed(INDIVIDUAL, "region", "USA")],
  ["currencies.1", changed(INDIVIDUAL, "currencies", ["USD", "usdc"])],
  ["email", changed(INDIVIDUAL, "email", "john.doe")],
  ["email", changed(INDIVIDUAL, "email", "john@no-mail.invalid")],
  ["phoneNumber", changed(INDIVIDUAL, "phoneNumber", "+0123456789")],
  ["phoneNumber", changed(INDIVIDUAL, "phoneNumber", "+1")],
  ["phoneNumber", changed(INDIVIDUAL, "phoneNumber", "+1234567890123456")],
  ["phoneNumber", changed(INDIVIDUAL, "phoneNumber", "(415) 555-1234")],
  ["umaAddress", changed(INDIVIDUAL, "umaAddress", "john@uma.example")],
  ["endUserTermsConsent.acceptedAt", changed(INDIVIDUAL, "endUserTermsConsent", consent({ acceptedAt: "2026-03-01" }))],
  ["endUserTermsConsent.ipAddress", changed(INDIVIDUAL, "endUserTermsConsent", consent({ ipAddress: "1".repeat(46) }))],
  ["endUserTermsConsent.acceptanceMethod", changed(INDIVIDUAL, "endUserTermsConsent", consent({ acceptanceMethod: "SIGNED" }))],
  ["birthDate", changed(INDIVIDUAL, "birthDate", "1990-02-30")],
  ["birthDate", changed(INDIVIDUAL, "birthDate", "15/01/1990")],
  ["nationality", changed(INDIVIDUAL, "nationality", "us")],
  ["address.line1", changed(INDIVIDUAL, "address.line1")],
  ["address.postalCode", changed(INDIVIDUAL, "address.postalCode")],
  ["address.country", changed(INDIVIDUAL, "address.country", "USA")],
  ["address.country", changed(INDIVIDUAL, "address.country")],
  ["address.zip", changed(INDIVIDUAL, "address.zip", "94105")],
  ["idType", changed(INDIVIDUAL, "idType", "PASSPORT")],
  ["idType", changed(INDIVIDUAL, "idType", "EIN")],
  ["identifier", { ...INDIVIDUAL, idType: "SSN", identifier: "123456789" }],
  ["countryOfIssuance", changed(INDIVIDUAL, "countryOfIssuance", "CA")],
  ["sourceOfFundsCategories.0", changed(INDIVIDUAL, "sourceOfFundsCategories", ["OPERATING_REVENUE"])],
  ["sourceOfFundsOtherDescription", changed(INDIVIDUAL, "sourceOfFundsCategories", ["OTHER"])],
  ["purposeOfAccountOtherDescription", changed(INDIVIDUAL, "purposeOfAccount", "OTHER")],
  ["pepStatus", changed(INDIVIDUAL, "pepStatus", "MAYBE")],
  ["phone", { ...INDIVIDUAL, phone: "+14155551234" }],
  ["businessInfo", { ...INDIVIDUAL, businessInfo: BUSINESS.businessInfo }],
  ["fullName", { ...BUSINESS, fullName: "John Doe" }],
  ["businessInfo.country", changed(BUSINESS, "businessInfo.country", "USA")],
  ["businessInfo.incorporatedOn", changed(BUSINESS, "businessInfo.incorporatedOn", "2018")],
  ["businessInfo.naicsCode", changed(BUSINESS, "businessInfo.naicsCode", "1")],
  ["businessInfo.entityType", changed(BUSINESS, "businessInfo.entityType", "GMBH")],
  ["businessInfo.primaryContactFirstName", changed(BUSINESS, "businessInfo.primaryContactFirstName", "x".repeat(251))],
  ["businessInfo.sourceOfFundsOtherDescription", changed(BUSINESS, "businessInfo.sourceOfFundsCategories", ["OTHER"])],
  ["", "null"],
]) {
  test(`create refuses ${field || "a body that is no object"}: 400 INVALID_INPUT`, async () => {
    const { sandbox, grid } = setUp();
    const refused = await grid("POST", "/customers", body);
    assert.deepEqual([refused.status, refused.body.code, "status" in refused.body], [400, "INVALID_INPUT", false]);
    assert.deepEqual(fieldsOf(refused), [field]);
    assert.deepEqual(sandbox.customers(), []);
  });
}

function consent(changes) {
  return { acceptedAt: "2026-03-01T09:00:00+01:00", ipAddress: "192.0.2.1", termsVersion: "V1", acceptanceMethod: "CHECKBOX", ...changes };
}

test("create: all field errors in one answer, with constraints, without what was sent", async () => {
  const { grid } = setUp();
  const { body } = await grid("POST", "/customers", { customerType: "INDIVIDUAL", email: "secret@", phoneNumber: "secret", idType: "SECRET", address: {}, secret: 1 });
  const byField = Object.fromEntries(body.details.errors.map(({ field, constraint }) => [field, constraint]));
  assert.deepEqual(byField, {
    email: { format: "email" },
    phoneNumber: { pattern: "^\\+[1-9]\\d{1,14}$" },
    "address.line1": undefined,
    "address.postalCode": undefined,
    "address.country": { format: "iso3166-1-alpha-2" },
    idType: { enum: ["SSN", "ITIN", "EIN", "NON_US_TAX_ID"] },
    secret: undefined,
  });
  assert.doesNotMatch(JSON.stringify(body).replace('"field":"secret"', ""), /secret/i);
});

test("create: consent is kept; an unknown version of the terms is its own code", async () => {
  const { created, grid } = await withCustomer({ ...INDIVIDUAL, endUserTermsConsent: consent() });
  assert.deepEqual(created.endUserTermsConsent, consent());
  const refused = await grid("POST", "/customers", { ...INDIVIDUAL, platformCustomerId: "2", endUserTermsConsent: consent({ termsVersion: "V9" }) });
  assert.deepEqual([refused.status, refused.body.code], [400, "END_USER_TERMS_VERSION_NOT_FOUND"]);
});

test("create: a taken reference is 409 CONFLICT, a taken UMA address UMA_ADDRESS_EXISTS", async () => {
  const { grid, sandbox, created } = await withCustomer();
  const twice = await grid("POST", "/customers", INDIVIDUAL);
  assert.deepEqual([twice.status, twice.body.code], [409, "CONFLICT"]);
  const uma = await grid("POST", "/customers", { customerType: "INDIVIDUAL", umaAddress: created.umaAddress });
  assert.deepEqual([uma.status, uma.body.code], [409, "UMA_ADDRESS_EXISTS"]);
  assert.equal(sandbox.customers().length, 1);
});

for (const [what, body, headers] of [
  ["no body", undefined, {}],
  ["no JSON", "{", {}],
  ["invalid UTF-8", Uint8Array.of(0x22, 0xff, 0x22), {}],
  ["another content type", INDIVIDUAL, { "content-type": "application/x-www-form-urlencoded" }],
]) {
  test(`create refuses ${what}: 400 INVALID_REQUEST_FORMAT`, async () => {
    const { status, body: error } = await setUp().grid("POST", "/customers", body, headers);
    assert.deepEqual([status, error.code], [400, "INVALID_REQUEST_FORMAT"]);
  });
}

for (const authorization of [undefined, "Basic", "Basic id:secret", `Basic ${btoa("id")}`, `Basic ${btoa(":secret")}`, `Basic ${btoa("id:")}`, "Basic a", `Bearer ${btoa("id:secret")}`]) {
  test(`authorization ${JSON.stringify(authorization)} is 401`, async () => {
    const { status, body } = await setUp().grid("GET", "/customers", undefined, { authorization });
    assert.deepEqual([status, body.code, typeof body.reason], [401, "UNAUTHORIZED", "string"]);
  });
}

test("both shapes of errors: what the API answers and what its schema says", async () => {
  const wire = await setUp().grid("GET", "/customers/none");
  assert.deepEqual([wire.status, wire.body], [404, { code: "CUSTOMER_NOT_FOUND", reason: "Customer not found" }]);
  const specified = await setUp({ grid: { errors: "specified" } }).grid("GET", "/customers/none");
  assert.deepEqual([specified.status, specified.body], [404, { status: 404, code: "CUSTOMER_NOT_FOUND", message: "Customer not found" }]);
});

test("every endpoint of a customer says 404 CUSTOMER_NOT_FOUND for a stranger", async () => {
  const { grid } = setUp();
  const id = "Customer:019542f5-b3e7-1d02-0000-000000000001";
  for (const [method, path, body] of [
    ["GET", ""],
    ["PATCH", "", { customerType: "INDIVIDUAL", email: "a@b.co" }],
    ["POST", "/kyc-link", {}],
    ["POST", "/verify-email"],
    ["POST", "/verify-phone"],
    ["POST", "/verify-email/confirm", { code: "123456" }],
    ["POST", "/verify-phone/confirm", { code: "123456" }],
  ]) {
    const { status, body: error } = await grid(method, `/customers/${id}${path}`, body);
    assert.deepEqual([status, error.code], [404, "CUSTOMER_NOT_FOUND"], path);
  }
  // The endpoint of 2025 is gone; its path now means a customer of that name.
  assert.equal((await grid("GET", "/customers/kyc-link?platformCustomerId=1")).body.code, "CUSTOMER_NOT_FOUND");
});

test("a wrong method is 405 in JSON with Allow, an unknown path 404, what is left out 501", async () => {
  const { grid, id } = await withCustomer();
  for (const [method, path, allow] of [
    ["PUT", "/customers", "POST, GET"],
    ["GET", `/customers/${id}/kyc-link`, "POST"],
    ["DELETE", `/customers/${id}/verify-email`, "POST"],
  ]) {
    const { status, headers, body } = await grid(method, path);
    assert.deepEqual([status, headers.get("allow"), body.code], [405, allow, "METHOD_NOT_ALLOWED"]);
  }
  assert.equal((await grid("POST", "/customers/kyc-links/x/y")).status, 404);
  assert.equal((await grid("DELETE", `/customers/${id}`)).status, 501);
});

test("get: the raw and the escaped colon mean the same customer", async () => {
  const { grid, id, created } = await withCustomer();
  for (const path of [`/customers/${id}`, `/customers/${id.replace(":", "%3A")}`]) {
    const { status, body } = await grid("GET", path);
    assert.deepEqual([status, body], [200, created]);
  }
});

test("list: filters, pages by cursor", async () => {
  const { grid, advance } = setUp();
  for (let index = 0; index < 5; index++) {
    await grid("POST", "/customers", { ...INDIVIDUAL, platformCustomerId: `p${index}`, currencies: index === 0 ? ["USDC"] : ["USD"], region: "US" });
    advance(HOUR);
  }
  await grid("POST", "/customers", BUSINESS);
  const list = async (query) => (await grid("GET", `/customers${query}`)).body;
  const first = await list("?limit=4");
  assert.deepEqual([first.data.length, first.hasMore, first.totalCount], [4, true, 6]);
  const second = await list(`?limit=4&cursor=${encodeURIComponent(first.nextCursor)}`);
  assert.deepEqual([second.data.length, second.hasMore, "nextCursor" in second], [2, false, false]);
  assert.deepEqual((await list("?platformCustomerId=p3&limit=1")).data.map((customer) => customer.platformCustomerId), ["p3"]);
  assert.equal((await list("?customerType=BUSINESS")).totalCount, 1);
  assert.equal((await list("?currency=USDC&region=US")).totalCount, 1);
  assert.equal((await list("?createdAfter=2026-03-01T11:00:00Z&createdBefore=2026-03-01T13:00:01Z")).totalCount, 3);
  const wrong = await grid("GET", "/customers?limit=0&customerType=PERSON&createdAfter=yesterday&cursor=x&page=2&isIncludingDeleted=1");
  assert.deepEqual([wrong.status, fieldsOf(wrong)], [400, ["limit", "customerType", "createdAfter", "page", "isIncludingDeleted", "cursor"]]);
});

test("kyc-link: 201 with kycUrl, expiresAt, provider and token; the status stays", async () => {
  const { grid, id, sandbox } = await withCustomer();
  for (const body of [{ redirectUri: REDIRECT }, {}, undefined]) {
    const link = await grid("POST", `/customers/${id}/kyc-link`, body);
    assert.equal(link.status, 201);
    assert.deepEqual(Object.keys(link.body), ["kycUrl", "expiresAt", "provider", "token"]);
    assert.match(link.body.kycUrl, /^https:\/\/kyc\.grid\.example\/hosted\/[0-9a-f]{32}$/);
    assert.deepEqual([link.body.expiresAt, link.body.provider], ["2026-03-01T22:00:00Z", "SUMSUB"]);
    assert.match(link.body.token, /^_act-sbx-jwt-/);
    assert.equal(sandbox.openLink(link.body.kycUrl).redirectUri, body?.redirectUri);
  }
  assert.equal(sandbox.customers()[0].links.length, 3);
  assert.deepEqual([sandbox.customers()[0].status, sandbox.deliveries()], ["UNVERIFIED", []]);
});

test("kyc-link: http is for local development only; nothing but redirectUri is known", async () => {
  const { grid, id } = await withCustomer();
  const post = (body) => grid("POST", `/customers/${id}/kyc-link`, body);
  for (const redirectUri of ["http://localhost:3000/done", "http://127.0.0.1:8787/", "http://[::1]/", "HTTPS://app.example.com"]) {
    assert.equal((await post({ redirectUri })).status, 201, redirectUri);
  }
  for (const redirectUri of ["http://app.example.com", "ftp://app.example.com", "/done", "", "https:app.example.com", "https://user:pw@app.example.com", "https://", 1, null]) {
    assert.deepEqual(fieldsOf(await post({ redirectUri })), ["redirectUri"], String(redirectUri));
  }
  assert.deepEqual(fieldsOf(await post({ redirectUrl: REDIRECT })), ["redirectUrl"]);
});

test("Idempotency-Key: the first 2xx or 4xx comes again, another request with the key is refused, a 5xx is not kept", async () => {
  const { grid, id, sandbox, created } = await withCustomer();
  const post = (key, body, customer = id) => grid("POST", `/customers/${customer}/kyc-link`, body, { "idempotency-key": key });
  const first = await post("a", { redirectUri: REDIRECT });
  assert.deepEqual((await post("a", { redirectUri: REDIRECT })).body, first.body);
  const other = await post("a", {});
  assert.deepEqual([other.status, other.body.code], [400, "INVALID_INPUT"]);
  assert.notEqual((await post("b", { redirectUri: REDIRECT })).body.kycUrl, first.body.kycUrl);
  const refused = await post("c", { redirectUri: "ftp://x" });
  assert.deepEqual(await post("c", { redirectUri: "ftp://x" }).then(({ status, body }) => [status, body]), [400, refused.body]);
  sandbox.nextFailure(500);
  assert.equal((await post("d", {})).status, 500);
  assert.equal((await post("d", {})).status, 201);
  sandbox.nextFailure("drop_after");
  await assert.rejects(post("e", {}));
  const links = sandbox.customers()[0].links.length;
  assert.equal((await post("e", {})).body.kycUrl, sandbox.customers()[0].links.at(-1).url);
  assert.equal(sandbox.customers()[0].links.length, links);
  const again = await grid("POST", "/customers", INDIVIDUAL, { "idempotency-key": "f" });
  assert.equal(again.status, 409, `POST /customers has no such header: ${created.id}`);
});

test("a replayed answer may be out of date: a link long expired, a contact verified since", async () => {
  const { grid, id, sandbox, advance } = await withCustomer(EU_INDIVIDUAL);
  const post = (key) => grid("POST", `/customers/${id}/kyc-link`, {}, { "idempotency-key": key });
  assert.equal((await post("early")).status, 409);
  await verifyContacts(grid, id);
  assert.equal((await post("early")).status, 409);
  const { body } = await post("late");
  advance(13 * HOUR);
  assert.equal((await post("late")).body.kycUrl, body.kycUrl);
  assert.equal(sandbox.openLink(body.kycUrl).state, "expired");
});

async function verifyContacts(grid, id) {
  for (const channel of ["email", "phone"]) {
    assert.equal((await grid("POST", `/customers/${id}/verify-${channel}`)).status, 204);
    assert.equal((await grid("POST", `/customers/${id}/verify-${channel}/confirm`, { code: "123456" })).status, 200);
  }
}

test("in the EU email and phone are required and must be verified before a link", async () => {
  const { grid, id, created } = await withCustomer(EU_INDIVIDUAL);
  assert.deepEqual(created.contactVerification, { email: "PENDING", phone: "PENDING" });
  const link = () => grid("POST", `/customers/${id}/kyc-link`, {});
  const early = await link();
  assert.deepEqual([early.status, early.body.code], [409, "CONFLICT"]);
  assert.equal((await grid("POST", `/customers/${id}/verify-email`)).body, undefined);
  const wrong = await grid("POST", `/customers/${id}/verify-email/confirm`, { code: "000000" });
  assert.deepEqual([wrong.status, fieldsOf(wrong)], [400, ["code"]]);
  assert.deepEqual(fieldsOf(await grid("POST", `/customers/${id}/verify-email/confirm`, {})), ["code"]);
  const right = await grid("POST", `/customers/${id}/verify-email/confirm`, { code: "123456" });
  assert.deepEqual([right.status, right.body.contactVerification], [200, { email: "VERIFIED", phone: "PENDING" }]);
  assert.equal((await link()).status, 409);
  const unsent = await grid("POST", `/customers/${id}/verify-phone/confirm`, { code: "123456" });
  assert.deepEqual([unsent.status, unsent.body.code], [409, "CONFLICT"]);
  await grid("POST", `/customers/${id}/verify-phone`);
  await grid("POST", `/customers/${id}/verify-phone/confirm`, { code: "123456" });
  assert.equal((await link()).status, 201);
  assert.equal((await grid("POST", `/customers/${id}/verify-email`)).status, 409);
});

test("the region asked for counts before the address, and this before the country of the business", async () => {
  const { grid } = setUp();
  const missing = await grid("POST", "/customers", changed(changed(EU_INDIVIDUAL, "email"), "phoneNumber"));
  assert.deepEqual([missing.status, fieldsOf(missing)], [400, ["email", "phoneNumber"]]);
  assert.equal((await withCustomer({ ...EU_INDIVIDUAL, region: "US" })).created.contactVerification, undefined);
  assert.notEqual((await withCustomer({ ...INDIVIDUAL, region: "FR" })).created.contactVerification, undefined);
  const business = await grid("POST", "/customers", changed(BUSINESS, "businessInfo.country", "IE"));
  assert.deepEqual(fieldsOf(business), ["email", "phoneNumber", "businessInfo.primaryContactFirstName", "businessInfo.primaryContactLastName"]);
});

test("outside the EU there is nothing to verify: 409", async () => {
  const { grid, id } = await withCustomer();
  assert.equal((await grid("POST", `/customers/${id}/verify-email`)).status, 409);
  assert.equal((await grid("POST", `/customers/${id}/verify-phone/confirm`, { code: "123456" })).status, 409);
});

test("update: one contact a call, the type stays, a new contact must be verified again", async () => {
  const { grid, id, advance } = await withCustomer(EU_INDIVIDUAL);
  await verifyContacts(grid, id);
  advance(HOUR);
  const patch = (body) => grid("PATCH", `/customers/${id}`, body);
  const { status, body } = await patch({ customerType: "INDIVIDUAL", email: "new@example.com" });
  assert.deepEqual([status, body.email, body.fullName, body.updatedAt], [200, "new@example.com", INDIVIDUAL.fullName, "2026-03-01T11:00:00Z"]);
  assert.deepEqual(body.contactVerification, { email: "PENDING", phone: "VERIFIED" });
  assert.deepEqual(fieldsOf(await patch({ customerType: "INDIVIDUAL", email: "a@b.co", phoneNumber: "+14155551234" })), ["phoneNumber"]);
  assert.deepEqual(fieldsOf(await patch({ email: "a@b.co" })), ["customerType"]);
  assert.deepEqual(fieldsOf(await patch({ customerType: "BUSINESS", email: "a@b.co" })), ["customerType"]);
  assert.deepEqual(fieldsOf(await patch({ customerType: "INDIVIDUAL", phoneNumber: "0123" })), ["phoneNumber"]);
  assert.deepEqual(fieldsOf(await patch({ customerType: "INDIVIDUAL", platformCustomerId: "x" })), ["platformCustomerId"]);
});

for (const [decision, status, kinds] of [
  ["approve", "APPROVED", ["PENDING", "APPROVED"]],
  ["reject", "REJECTED", ["PENDING", "REJECTED"]],
  ["hold", "HOLD", []],
]) {
  for (const [body, field, subject] of [[INDIVIDUAL, "kycStatus", "KYC"], [BUSINESS, "kybStatus", "KYB"]]) {
    test(`complete with ${decision}: ${subject} UNVERIFIED → ${[...kinds, status].join(" → ")}`, async () => {
      const { sandbox, grid, id, advance } = await withCustomer(body);
      advance(HOUR);
      await sandbox.complete(id, decision);
      const after = (await grid("GET", `/customers/${id}`)).body;
      assert.deepEqual([after[field], after.updatedAt], [status, "2026-03-01T11:00:00Z"]);
      assert.deepEqual(sandbox.deliveries().map(({ event }) => event.type), kinds.map((kind) => `CUSTOMER.${subject}_${kind}`));
      for (const { event } of sandbox.deliveries()) {
        assert.match(event.id, /^Webhook:[0-9a-f-]{36}$/);
        assert.deepEqual([event.timestamp, event.data.id], ["2026-03-01T11:00:00Z", id]);
      }
    });
  }
}

test("the hosted flow: PENDING when it is finished, then the decision; HOLD and REJECTED can go on, APPROVED stays", async () => {
  const { sandbox, grid, id } = await withCustomer();
  const link = async () => (await grid("POST", `/customers/${id}/kyc-link`, { redirectUri: REDIRECT })).body.kycUrl;
  const status = () => sandbox.customers()[0].status;
  assert.deepEqual(await sandbox.finishLink(await link(), "review"), { finished: true, state: "used", redirectUri: REDIRECT });
  assert.equal(status(), "PENDING");
  await sandbox.complete(id, "hold");
  assert.equal(status(), "HOLD");
  await sandbox.finishLink(await link(), "reject");
  assert.equal(status(), "REJECTED");
  await sandbox.finishLink(await link(), "approve");
  assert.equal(status(), "APPROVED");
  await sandbox.finishLink(await link(), "reject");
  assert.equal(status(), "APPROVED");
  const types = ["KYC_PENDING", "KYC_PENDING", "KYC_REJECTED", "KYC_PENDING", "KYC_APPROVED"];
  assert.deepEqual(sandbox.deliveries().map(({ event }) => event.type), types.map((type) => `CUSTOMER.${type}`));
});

for (const { derLength, rawBase64, derBase64 } of vectors.signatures) {
  test(`a signature of ${derLength} bytes in DER is made of r and s`, () => {
    assert.equal(Buffer.from(rawToDer(Buffer.from(rawBase64, "base64"))).toString("base64"), derBase64);
    const good = verify("sha256", Buffer.from(vectors.bodyUtf8), createPublicKey(vectors.publicKeyPem), rawToDer(Buffer.from(rawBase64, "base64")));
    assert.equal(good, true);
  });
}

test("DER at the edges: a zero, and numbers shorter than 32 bytes", () => {
  const raw = new Uint8Array(64);
  raw[63] = 0x80;
  assert.deepEqual([...rawToDer(raw)], [0x30, 7, 0x02, 1, 0, 0x02, 2, 0, 0x80]);
});

test("signWebhook and deliveries sign the exact body: node:crypto accepts every one", async () => {
  const { sandbox, id } = await withCustomer(changed(INDIVIDUAL, "fullName", "Zoë Müller"));
  await sandbox.complete(id, "approve");
  const event = { id: "Webhook:1", type: "TEST", timestamp: "2026-03-01T10:00:00Z", data: { name: "Zoë" } };
  const signed = await sandbox.signWebhook("grid", event);
  assert.deepEqual(JSON.parse(signed.body), event);
  const many = await Promise.all(Array.from({ length: 64 }, (_, index) => sandbox.signWebhook("grid", { index })));
  for (const { body, headers } of [signed, ...many, ...sandbox.deliveries()]) {
    const { v, s } = JSON.parse(headers["X-Grid-Signature"]);
    assert.equal(v, "1");
    assert.equal(verify("sha256", Buffer.from(body), createPublicKey(signed.publicKey), Buffer.from(s, "base64")), true);
  }
  assert.equal(new Set([signed, ...many].map(({ publicKey }) => publicKey)).size, 1);
});
