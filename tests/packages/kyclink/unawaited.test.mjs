/** Mistakes with clients that the language allows to explain: a missing `await`, and `new`. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { esm, subpath } from "../helpers/install/index.mjs";

const { isKycLinkError, onboard, spherepay, verifyWebhook } = await esm();
const { createSandbox } = await subpath("testing");
const sandbox = createSandbox();
const config = { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch };
const client = spherepay(config);
const address = { line1: "Hauptstraße 1", city: "Berlin", postalCode: "10115", country: "DE" };
const applicant = { type: "individual", email: "jane@example.com", phone: "+4930123456", address };

const CALLS = {
  "a method": () => client.createCustomerViaLink(applicant),
  "a list": () => client.listCustomers(),
  onboard: () => onboard(client, { ...applicant, email: "john@example.com" }),
  verifyWebhook: async () => {
    const { body, headers, secret } = await sandbox.signWebhook("spherepay", { id: "event_1", name: "customer.create", data: {} });
    return { promise: verifyWebhook("spherepay", { body, headers, secret }) };
  },
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}: a member that is read from the promise explains itself, and the promise is one like any other`, async () => {
    const made = call();
    const promise = name === "verifyWebhook" ? (await made).promise : made;
    for (const member of ["customerId", "id", "issues", "items", "kind", "kycUrl", "link", "url"]) {
      assert.throws(
        () => promise[member],
        (error) => isKycLinkError(error) && error.code === "invalid_config" && error.message.includes(`await it before you read ${member}`),
      );
    }
    assert.deepEqual([Object.keys(promise), inspect(promise).includes("Promise")], [[], true]);
    Object.assign(promise, { status: "pending", value: 1 }); // as React does
    assert.equal(typeof (await promise), "object");
    assert.equal((await Promise.all([promise])).length, 1);
  });
}

test("with `new`, a client is made, too", async () => {
  const made = new spherepay(config);
  assert.ok(Array.isArray((await made.listCustomers()).items));
});
