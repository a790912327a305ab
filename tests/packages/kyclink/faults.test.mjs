/**
 * Each failure of a create, the error that the caller gets, and that in the end there is one customer and a link.
 * tests/vectors/http has the code of each attempt.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox, PERSON as JANE } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();

const PERSON = { ...JANE, firstName: "Jane", lastName: "Smith", reference: "person-1" };

const isCreate = ({ method, path }) => method === "POST" && ["/v2/customer/kyc-link", "/customers"].includes(path);

test.beforeEach((t) => t.mock.method(Math, "random", () => 0));

for (const provider of ["spherepay", "grid"]) {
  for (const fault of ["drop_before", "drop_after", "hang", "garbage", 500]) {
    test(`${provider}: ${fault}`, async () => {
      const { sandbox, client } = open(provider);
      const sentAt = Date.now();
      sandbox.nextFailure(fault, { match: isCreate });
      const code = fault === "garbage" ? "unexpected_response" : "outcome_unknown";
      await assert.rejects(kyclink.onboard(client, PERSON, fault === "hang" ? { timeout: 400 } : {}), { code });
      assert.ok(await goOn(provider, client, { sentAt, answeredBy: Date.now() }));
      assert.equal(sandbox.customers().length, 1, "never two, never none");
    });
  }
}

/** What the error guide tells a caller to do: look for the customer, and create one where there is none. */
async function goOn(provider, client, window) {
  const customer = await kyclink.reconcile(client, PERSON, window);
  if (!customer) return (await kyclink.onboard(client, PERSON)).link;
  assert.equal(customer.email, PERSON.email);
  // At Grid the reference leads back by itself.
  if (provider === "grid") assert.equal((await kyclink.onboard(client, PERSON)).link.customerId, customer.id);
  return client.createKycLink({ customerId: customer.id });
}

function open(provider) {
  const sandbox = createSandbox();
  const options = { baseUrl: sandbox.baseUrls[provider], fetch: sandbox.fetch };
  const client =
    provider === "spherepay"
      ? kyclink.spherepay({ apiKey: "key", ...options })
      : kyclink.grid({ clientId: "id", clientSecret: "secret", ...options });
  return { sandbox, client };
}

test("two people with the same data and no reference are not confused", async () => {
  const { sandbox, client } = open("spherepay");
  const sentAt = Date.now();
  await kyclink.onboard(client, PERSON);
  sandbox.nextFailure("drop_after");
  await assert.rejects(kyclink.onboard(client, { ...PERSON, phone: "+14155550124" }), { code: "outcome_unknown" });
  const found = await kyclink.reconcile(client, { ...PERSON, phone: "+14155550124" }, { sentAt, answeredBy: Date.now() });
  assert.equal(found?.phone, "+14155550124");
  assert.equal(await kyclink.reconcile(client, PERSON, { sentAt: sentAt - 60_000, answeredBy: sentAt - 30_000 }), undefined);
});

test("an invalid window is invalid_config", async () => {
  const { client } = open("spherepay");
  for (const window of [{}, { sentAt: "now", answeredBy: 1 }, undefined]) {
    await assert.rejects(kyclink.reconcile(client, PERSON, window), { code: "invalid_config" });
  }
});
