/** Phone numbers as people dial them, with the options that say where: tests/it/rules/field/phone.rs has the numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../helpers/install/index.mjs";

test('phoneCountry is a country\'s code, "address", or nothing', async () => {
  const { isKycLinkError, normalize, phoneInput, schema, validate } = await esm();
  const input = { phone: "0171 1234567" };
  for (const phoneCountry of [undefined, null, ""]) {
    assert.deepEqual(normalize("spherepay.onboard", input, { phoneCountry }), input);
    assert.equal(phoneInput(phoneCountry), undefined);
  }
  for (const phoneCountry of ["de", "DEU"]) {
    assert.equal(normalize("spherepay.onboard", input, { phoneCountry }).phone, "+491711234567");
  }
  const isMisuse = (error) => isKycLinkError(error) && error.code === "invalid_config";
  for (const phoneCountry of ["XX", "Address", 49, {}]) {
    assert.throws(() => normalize("spherepay.onboard", input, { phoneCountry }), isMisuse);
    assert.throws(() => validate("spherepay.onboard", input, { normalize: true, phoneCountry }), isMisuse);
  }
  assert.throws(() => phoneInput("XX"), isMisuse);
  const standard = schema("grid.onboard", { normalize: true, phoneCountry: "DE" })["~standard"];
  const { value } = standard.validate({ ...input, type: "individual", email: "jane@example.com" });
  assert.equal(value?.phone, "+491711234567");
  // Without `normalize`, the input is validated as it is.
  const { issues } = validate("grid.onboard", { ...input, type: "individual" }, { phoneCountry: "DE" });
  assert.deepEqual(
    issues.filter(({ pointer }) => pointer === "/phone").map(({ code }) => code),
    ["phone_format"],
  );
});

test("a number with two meanings is a warning, or an issue under the strictest policy, in the order of the fields", async () => {
  const { normalize, validate } = await esm();
  const applicant = { type: "individual", email: "jane@example.com", phone: "49 171 1234567", birthDate: "1990-01-31" };
  const options = { normalize: true, phoneCountry: "DE" };
  const verdict = validate("grid.onboard", { ...applicant, other: 1 }, options);
  assert.deepEqual(
    [verdict.ok, verdict.value?.phone, verdict.warnings.map(({ code }) => code)],
    [true, "+49491711234567", ["phone_ambiguous", "unknown_field"]],
  );
  const { warnings } = validate("grid.onboard", applicant, options);
  assert.deepEqual(
    warnings.map(({ code, pointer }) => [code, pointer]),
    [["phone_ambiguous", "/phone"]],
  );
  const strict = validate("grid.onboard", { ...applicant, email: "jane", birthDate: "x" }, { ...options, policy: "strict" });
  assert.deepEqual(
    strict.issues?.map(({ code }) => code),
    ["email_format", "phone_ambiguous", "date_format"],
  );
  assert.equal(normalize("grid.onboard", applicant, options).phone, "+49491711234567");
  for (const phone of ["+49 171 1234567", "0171 1234567", "0491 7112345"]) {
    assert.deepEqual(validate("grid.onboard", { ...applicant, phone }, { ...options, policy: "strict" }).warnings, [], phone);
  }
});

test("kyclink/form reads dialled numbers, too", async () => {
  const { isKycLinkError, normalize, phoneInput, validate } = await subpath("form");
  const input = { phone: "0171 1234567" };
  assert.deepEqual(normalize("spherepay.onboard", input, { phoneCountry: "DE" }), { phone: "+491711234567" });
  assert.equal(phoneInput("FR").exampleNational, "0612345678");
  assert.throws(
    () => validate("spherepay.onboard", input, { normalize: true, phoneCountry: "XX" }),
    (error) => isKycLinkError(error) && error.code === "invalid_config" && /phoneCountry/.test(error.message),
  );
});

test("onboard sends the number as it is dialled in the country of the address", async () => {
  const { onboard, spherepay } = await esm();
  const sent = [];
  const fetch = async (_url, { body }) => {
    sent.push(JSON.parse(body).phone);
    const link = { customerId: "customer_1", url: "https://in.sumsub.com/x", expiresAt: "2099-01-01T00:00:00Z" };
    return new Response(JSON.stringify(link), { status: 201 });
  };
  const client = spherepay({ apiKey: "key", environment: "sandbox", fetch });
  const address = { line1: "1 Main Street", city: "Berlin", postalCode: "10115", country: "DE" };
  const applicant = { type: "individual", email: " jane@example.com", phone: "0171 1234567", address };
  const { kind } = await onboard(client, applicant, { normalize: true, phoneCountry: "address" });
  assert.deepEqual([kind, sent], ["link", ["+491711234567"]]);
  const isRefused = (error) => error.code === "invalid_request" && error.issues.some(({ pointer }) => pointer === "/phone");
  await assert.rejects(onboard(client, applicant, { phoneCountry: "address" }), isRefused);
  await assert.rejects(onboard(client, applicant, { normalize: true, phoneCountry: "XX" }), { code: "invalid_config" });
  assert.equal(sent.length, 1);
});
