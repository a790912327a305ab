/** Grid's customers in the sandbox: create, get, list, and errors. */

import assert from "node:assert/strict";
import test from "node:test";
import { BUSINESS, changed, fieldsOf, HOUR, INDIVIDUAL, setUp, withCustomer } from "../helpers/sandbox/harness.mjs";
import { read } from "../helpers/schemas/conformance.mjs";

test("create: 201 with the given and the generated fields, and UNVERIFIED", async () => {
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

test("create: what the platform requires of a person is refused in prose, and told by its configuration", async () => {
  for (const [requiredFields, refused] of [
    [undefined, "full_name is required for this platform"],
    [["EMAIL", "BIRTH_DATE"], "birth_date is required for this platform"],
    [[], undefined],
  ]) {
    const { grid } = setUp({ grid: { requiredFields } });
    const { status, body } = await grid("POST", "/customers", { customerType: "INDIVIDUAL", email: "jane@example.com" });
    assert.deepEqual([status, body.code, body.reason], refused ? [400, "INVALID_INPUT", refused] : [201, undefined, undefined]);
    assert.equal((await grid("POST", "/customers", BUSINESS)).status, 201);
    const [{ providerRequiredCustomerFields }] = (await grid("GET", "/config")).body.supportedCurrencies;
    assert.deepEqual(providerRequiredCustomerFields, requiredFields ?? ["FULL_NAME"]);
  }
});

test("create and update: consents to agreements are kept, each of a version that exists", async () => {
  const { grid } = setUp();
  const { data } = (await grid("GET", "/customers/agreements")).body;
  const consent = ({ type, version }) => ({
    ...{ type, termsVersion: version, acceptanceMethod: "CHECKBOX" },
    ...{ acceptedAt: "2026-03-01T09:00:00Z", ipAddress: "192.0.2.1" },
  });
  const { body } = await grid("POST", "/customers", { ...INDIVIDUAL, agreementConsents: [consent(data[0])] });
  const change = (agreementConsents) => grid("PATCH", `/customers/${body.id}`, { customerType: "INDIVIDUAL", agreementConsents });
  assert.deepEqual((await change([consent(data[1])])).body.agreementConsents, [consent(data[0]), consent(data[1])]);
  assert.equal((await change([{ ...consent(data[2]), termsVersion: "V0" }])).status, 400);
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
  ["email", changed(INDIVIDUAL, "email", `john@${"a".repeat(64)}.example`)],
  ["email", changed(INDIVIDUAL, "email", "john@mail-.example")],
  ["email", changed(INDIVIDUAL, "email", "john@-mail.example")],
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
  test(`create rejects ${field || "a body that is not an object"}: 400 INVALID_INPUT`, async () => {
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

test("create: all field errors in one response, with constraints, without the input", async () => {
  const { grid } = setUp();
  const { body } = await grid("POST", "/customers", {
    customerType: "INDIVIDUAL",
    email: "secret@",
    phoneNumber: "secret",
    idType: "SECRET",
    address: {},
    secret: 1,
  });
  const byField = Object.fromEntries(body.details.errors.map(({ field, constraint }) => [field, constraint]));
  assert.deepEqual(byField, {
    email: { format: "email", maxLength: 255 },
    phoneNumber: { pattern: "^\\+[1-9]\\d{1,14}$" },
    "address.line1": undefined,
    "address.postalCode": undefined,
    "address.country": { format: "iso3166-1-alpha-2" },
    idType: { enum: ["SSN", "ITIN", "EIN", "NON_US_TAX_ID"] },
    secret: undefined,
  });
  assert.doesNotMatch(JSON.stringify(body).replace('"field":"secret"', ""), /secret/i);
});

test("create: consent is stored; an unknown version of the terms has its own code", async () => {
  const { created, grid } = await withCustomer({ ...INDIVIDUAL, endUserTermsConsent: consent() });
  assert.deepEqual(created.endUserTermsConsent, consent());
  const refused = await grid("POST", "/customers", {
    ...INDIVIDUAL,
    platformCustomerId: "2",
    endUserTermsConsent: consent({ termsVersion: "V9" }),
  });
  assert.deepEqual([refused.status, refused.body.code], [400, "END_USER_TERMS_VERSION_NOT_FOUND"]);
});

test("create: a reference in use is 409 CONFLICT, a UMA address in use UMA_ADDRESS_EXISTS", async () => {
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

for (const authorization of [
  undefined,
  "Basic",
  "Basic id:secret",
  `Basic ${btoa("id")}`,
  `Basic ${btoa(":secret")}`,
  `Basic ${btoa("id:")}`,
  "Basic a",
  `Bearer ${btoa("id:secret")}`,
]) {
  test(`authorization ${JSON.stringify(authorization)} is 401`, async () => {
    const { status, body } = await setUp().grid("GET", "/customers", undefined, { authorization });
    assert.deepEqual([status, body.code, typeof body.reason], [401, "UNAUTHORIZED", "string"]);
  });
}

test("both shapes of errors: the API's and that of its schema", async () => {
  const wire = await setUp().grid("GET", "/customers/none");
  assert.deepEqual([wire.status, wire.body], [404, { code: "CUSTOMER_NOT_FOUND", reason: "Customer not found" }]);
  const specified = await setUp({ grid: { errors: "specified" } }).grid("GET", "/customers/none");
  assert.deepEqual([specified.status, specified.body], [404, { status: 404, code: "CUSTOMER_NOT_FOUND", message: "Customer not found" }]);
});

test("every endpoint of a customer responds with 404 CUSTOMER_NOT_FOUND for an unknown ID", async () => {
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

test("a wrong method is 405 in JSON with Allow, an unknown path 404, an endpoint that is not simulated 501", async () => {
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

test("a query at an endpoint without one is rejected, once the customer is found", async () => {
  const { grid, id } = await withCustomer();
  const refused = await grid("POST", `/customers/${id}/kyc-link?redirectUri=https://app.example.com`, {});
  assert.deepEqual([refused.status, fieldsOf(refused)], [400, ["redirectUri"]]);
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
    await grid("POST", "/customers", {
      ...INDIVIDUAL,
      platformCustomerId: `p${index}`,
      currencies: index === 0 ? ["USDC"] : ["USD"],
      region: "US",
    });
    advance(HOUR);
  }
  await grid("POST", "/customers", BUSINESS);
  const list = async (query) => (await grid("GET", `/customers${query}`)).body;
  const first = await list("?limit=4");
  assert.deepEqual([first.data.length, first.hasMore, first.totalCount], [4, true, 6]);
  const second = await list(`?limit=4&cursor=${encodeURIComponent(first.nextCursor)}`);
  assert.deepEqual([second.data.length, second.hasMore, "nextCursor" in second], [2, false, false]);
  assert.deepEqual(
    (await list("?platformCustomerId=p3&limit=1")).data.map((customer) => customer.platformCustomerId),
    ["p3"],
  );
  assert.equal((await list("?customerType=BUSINESS")).totalCount, 1);
  assert.equal((await list("?currency=USDC&region=US")).totalCount, 1);
  const { createdAt } = first.data[3];
  assert.equal(createdAt, "2026-03-01T13:00:00Z");
  assert.equal((await list(`?createdAfter=2026-03-01T11:00:00Z&createdBefore=${createdAt}`)).totalCount, 3);
  assert.equal((await list(`?updatedAfter=${createdAt}&updatedBefore=${createdAt}&isIncludingDeleted=true`)).totalCount, 1);
  const wrong = await grid("GET", "/customers?limit=0&customerType=PERSON&createdAfter=yesterday&cursor=x&page=2&isIncludingDeleted=1");
  assert.deepEqual(
    [wrong.status, fieldsOf(wrong)],
    [400, ["limit", "customerType", "createdAfter", "page", "isIncludingDeleted", "cursor"]],
  );
});

test("create accepts each value that its schema lists, the longest label, and an identifier without a type", async () => {
  const { $defs } = read("grid");
  const { properties } = $defs.CreateIndividual;
  const accepted = [
    { email: `john@${"a".repeat(63)}.example` },
    { identifier: "any" },
    { idType: "SSN", identifier: "123-45-6789", countryOfIssuance: "US" },
    ...Object.entries(properties).flatMap(([name, { type, items }]) => {
      const listed = type === "array" ? $defs[items.$ref?.split("/").at(-1)] : undefined;
      return (listed?.enum ?? []).map((value) => ({
        [name]: [value],
        ...(value === "OTHER" && { [`${name.replace("Categories", "")}OtherDescription`]: "else" }),
      }));
    }),
  ];
  assert.ok(accepted.length > 15, `${accepted.length}`);
  for (const change of accepted) {
    const { status, body } = await setUp().grid("POST", "/customers", { ...INDIVIDUAL, ...change });
    assert.equal(status, 201, JSON.stringify([change, body]));
  }
});

test("a verification has the status of its customer's decision", async () => {
  for (const [decision, status] of [
    ["approve", "APPROVED"],
    ["reject", "REJECTED"],
  ]) {
    const { grid, sandbox, id } = await withCustomer();
    const { body } = await grid("POST", "/verifications", { customerId: id });
    assert.equal(body.verificationStatus, "RESOLVE_ERRORS");
    await sandbox.complete(id, decision);
    assert.equal((await grid("GET", `/verifications/${body.id}`)).body.verificationStatus, status);
  }
});
