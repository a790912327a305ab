/** Phone numbers as people dial them, with the options that say where: tests/it/rules/field/phone.rs has the numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm } from "../../helpers/install/index.mjs";

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

/** What the error of an onboarding says about a phone number that cannot be read: which option is missing. */
const { onboard, spherepay } = await esm();
const client = spherepay({ apiKey: "key", environment: "sandbox", fetch: () => assert.fail("nothing is sent") });
const address = { line1: "Hauptstraße 1", city: "Berlin", postalCode: "10115", country: "DE" };
const applicant = (phone) => ({ type: "individual", email: "jane@example.com", phone, address });

const BOTH = 'For a number as people dial it, pass normalize: true and phoneCountry: "address".';
const NORMALIZE = "For a number as people dial it, pass normalize: true, too.";
const COUNTRY = 'For a number as people dial it, pass phoneCountry: "address", too.';
const NONE = "It is too short for phoneCountry, or not a number: ask for it with + and the country code.";

for (const [options, phone, advice] of [
  [undefined, "030 123456", BOTH],
  [null, "030 123456", BOTH],
  [{}, "030 123456", BOTH],
  [{ normalize: false }, "030 123456", BOTH],
  [{ normalize: true }, "030 123456", COUNTRY],
  [{ phoneCountry: "address" }, "030 123456", NORMALIZE],
  [{ phoneCountry: "DE" }, "030 123456", NORMALIZE],
  [{ normalize: true, phoneCountry: "address" }, "030", NONE],
]) {
  test(`${JSON.stringify(options)}: the error says how to pass a number as people dial it`, async () => {
    await assert.rejects(onboard(client, applicant(phone), options), (error) => {
      assert.equal(error.code, "invalid_request");
      assert.ok(error.message.endsWith(` ${advice}`), error.message);
      assert.equal(error.message.split(advice).length, 2, "once");
      assert.ok(!error.message.includes(phone));
      return true;
    });
  });
}

test("no other error has the advice", async () => {
  for (const call of [
    () => onboard(client, { ...applicant("+4930123456"), email: "x" }),
    () => client.createCustomerViaLink(applicant("030 123456")),
  ])
    await assert.rejects(call, (error) => !/dial it|phoneCountry/.test(error.message));
});
