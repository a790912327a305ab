/**
 * The rules of Grid's sandbox that depend on its options, or that are lists. The transcripts have its requests,
 * responses, contacts and decisions word for word.
 */

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { rawToDer } from "../../../pkg-template/testing/grid/sign.js";
import { CONTACT_CODE } from "../../../pkg-template/testing/index.js";
import { BUSINESS, changed, EU_INDIVIDUAL, INDIVIDUAL, setUp, withCustomer } from "../helpers/sandbox/harness.mjs";
import { read } from "../helpers/schemas/conformance.mjs";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/provider/grid-webhook-signatures.json", import.meta.url), "utf8"));

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

test("create: a suffix decides, on a regulated platform too, whose other customers are approved at once", async () => {
  for (const regulated of [false, true]) {
    for (const [suffix, ...expected] of [
      ["001", "PENDING", "UNVERIFIED"],
      ["002", "REJECTED", "REJECTED"],
      ["003", "UNVERIFIED", "UNVERIFIED"],
      ["004", ...Array(2).fill(regulated ? "APPROVED" : "UNVERIFIED")],
    ]) {
      const made = async (body) => (await withCustomer(body, { grid: { regulated } })).created;
      const person = await made(changed(INDIVIDUAL, "fullName", `Jane ${suffix}`));
      const business = await made(changed(BUSINESS, "businessInfo.registrationNumber", suffix));
      assert.deepEqual([person.kycStatus, business.kybStatus], expected, `${suffix} ${regulated}`);
    }
  }
});

test("create: all field errors in one response, with constraints, without the input", async () => {
  const wrong = { email: "secret@", phoneNumber: "secret", idType: "SECRET", address: {}, secret: 1 };
  const { body } = await setUp().grid("POST", "/customers", { customerType: "INDIVIDUAL", ...wrong });
  assert.deepEqual(Object.fromEntries(body.details.errors.map(({ field, constraint }) => [field, constraint])), {
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

test("a code works once and allows five wrong attempts; so does the next one", async () => {
  const { grid, id } = await withCustomer(EU_INDIVIDUAL);
  const confirm = (code) => grid("POST", `/customers/${id}/verify-email/confirm`, { code });
  const send = () => grid("POST", `/customers/${id}/verify-email`);
  await send();
  for (let attempt = 0; attempt < 5; attempt++) assert.equal((await confirm("000000")).status, 400);
  assert.deepEqual([(await confirm(CONTACT_CODE)).status, (await send()).status], [409, 204]);
  assert.deepEqual([(await confirm("000000")).status, (await confirm(CONTACT_CODE)).status], [400, 200]);
  assert.equal((await confirm(CONTACT_CODE)).status, 409);
});

test("a signature in DER is made of r and s, whatever their lengths are", () => {
  for (const { rawBase64, derBase64 } of vectors.signatures) {
    const der = rawToDer(Buffer.from(rawBase64, "base64"));
    assert.equal(Buffer.from(der).toString("base64"), derBase64);
    assert.equal(verify("sha256", Buffer.from(vectors.bodyUtf8), createPublicKey(vectors.publicKeyPem), der), true);
  }
  const raw = new Uint8Array(64);
  raw[63] = 0x80;
  assert.deepEqual([...rawToDer(raw)], [0x30, 7, 0x02, 1, 0, 0x02, 2, 0, 0x80]);
});
