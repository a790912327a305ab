/** Grid's customers in the sandbox: create, get, list, and errors. */

import assert from "node:assert/strict";
import test from "node:test";
import { BUSINESS, changed, fieldsOf, INDIVIDUAL, setUp, withCustomer } from "../helpers/sandbox/harness.mjs";
import { read } from "../helpers/schemas/conformance.mjs";

test("create: 201 with the given and the generated fields, and UNVERIFIED", async () => {
  const { created } = await withCustomer();
  const { id, umaAddress, ...rest } = created;
  assert.match(id, /^Customer:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(umaAddress, /^\$[a-z0-9]+@/);
  const times = { createdAt: "2026-03-01T10:00:00Z", updatedAt: "2026-03-01T10:00:00Z" };
  assert.deepEqual(rest, { ...INDIVIDUAL, kycStatus: "UNVERIFIED", ...times, isDeleted: false });
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

test("a query at an endpoint without one is rejected, once the customer is found", async () => {
  const { grid, id } = await withCustomer();
  const refused = await grid("POST", `/customers/${id}/kyc-link?redirectUri=https://app.example.com`, {});
  assert.deepEqual([refused.status, fieldsOf(refused)], [400, ["redirectUri"]]);
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
