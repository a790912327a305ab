/** What the error of an onboarding says about a phone number that cannot be read: which option is missing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm } from "../helpers/install/index.mjs";

const { onboard, reconcile, spherepay } = await esm();
const fetch = () => assert.fail("nothing is sent");
const client = spherepay({ apiKey: "key", environment: "sandbox", fetch });
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
  const window = { sentAt: 1, answeredBy: 2 };
  for (const call of [
    () => onboard(client, { ...applicant("+4930123456"), email: "x" }),
    () => onboard(client, {}),
    () => onboard(client, applicant("")),
    () => client.createCustomerViaLink(applicant("030 123456")),
    () => reconcile(client, { ...applicant("+4930123456"), email: "x" }, window),
  ]) {
    await assert.rejects(
      async () => call(),
      (error) => !/dial it|phoneCountry/.test(error.message),
    );
  }
});
