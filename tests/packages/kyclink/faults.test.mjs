/**
 * Each failure at each step of each provider's flow, the error that the caller gets, and that in the end there is one
 * customer and a link.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox, PERSON as JANE } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();

const PERSON = { ...JANE, firstName: "Jane", lastName: "Smith", reference: "person-1" };

const STEPS = {
  spherepay: { create: ({ method, path }) => method === "POST" && path === "/v2/customer/kyc-link" },
  grid: {
    create: ({ method, path }) => method === "POST" && path === "/customers",
    find: ({ method, path }) => method === "GET" && path === "/customers",
    link: ({ method, path }) => method === "POST" && path.endsWith("/kyc-link"),
  },
};

const FAULTS = ["drop_before", "drop_after", "hang", "garbage", 429, 500, 503];

/** What the first call comes to, if it is not a link. tests/vectors/http has the code of each attempt. */
const CODES = {
  create: { garbage: "unexpected_response", 429: "rate_limited" },
  find: { garbage: "unexpected_response", 500: "unavailable" },
  link: { garbage: "unexpected_response", 500: "unavailable" },
};

test.beforeEach((t) => t.mock.method(Math, "random", () => 0));

for (const [provider, steps] of Object.entries(STEPS)) {
  for (const [step, match] of Object.entries(steps)) {
    for (const fault of FAULTS) {
      test(`${provider}, ${step}: ${fault}`, async () => {
        const { sandbox, client } = open(provider);
        if (step === "find") {
          sandbox.nextFailure("drop_after");
          await assert.rejects(kyclink.onboard(client, PERSON), { code: "outcome_unknown" });
        }
        const sentAt = Date.now();
        sandbox.nextFailure(fault, { match, retryAfter: fault === 429 ? 0 : undefined });
        const first = await kyclink.onboard(client, PERSON, fault === "hang" ? { timeout: 400 } : {}).then(
          ({ kind }) => kind,
          ({ code }) => code,
        );
        assert.equal(first, CODES[step][fault] ?? (step === "create" ? "outcome_unknown" : "link"));
        if (first !== "link") assert.ok(await goOn(provider, client, first, { sentAt, answeredBy: Date.now() }));
        assert.equal(sandbox.customers().length, 1, "never two, never none");
      });
    }
  }
}

/** What the error guide tells a caller to do: look for the customer where the outcome is unknown, else try again. */
async function goOn(provider, client, code, window) {
  const isOpen = code === "outcome_unknown" || code === "unexpected_response";
  const customer = isOpen ? await kyclink.reconcile(client, PERSON, window) : undefined;
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
