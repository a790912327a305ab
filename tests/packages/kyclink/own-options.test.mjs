/**
 * Options are own properties. Properties of `Object.prototype` (prototype pollution) must not redirect requests, add
 * headers, weaken a check or change a time.
 */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { esm } from "../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const ID = "customer_1ab2c3d4";
const CONFIG = { apiKey: "key", environment: "sandbox" };
const LINK = { url: "https://in.sumsub.com/websdk/p/x", expiresAt: "2027-01-15T14:32:00Z" };
const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1", city: "Gibraltar", country: "GIB" },
};

/** Runs `work` while `Object.prototype` has these members. */
async function polluted(members, work) {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true });
  }
  try {
    return await work();
  } finally {
    for (const name of Object.keys(members)) delete Object.prototype[name];
  }
}

/** A fetch that responses a link and notes what it was called with, own or inherited. */
function recorder() {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push({ url, body: init.body, credentials: init.credentials, headers: { ...init.headers } });
    return new Response(JSON.stringify(LINK), { status: 201 });
  };
  return { fetch, calls };
}

test("a client ignores Object.prototype", async () => {
  const evil = recorder();
  const own = recorder();
  const members = {
    fetch: evil.fetch,
    baseUrl: "https://evil.example",
    headers: { "x-evil": "1" },
    timeout: -1,
    maxRetries: -1,
    deadline: -1,
    signal: AbortSignal.abort(),
    idempotencyKey: "evil",
    profiles: ["evil"],
    policy: "strict",
    allowHosts: ["evil.example"],
    allowLoopback: true,
    credentials: "include",
    body: "evil",
    request: { url: "https://evil.example" },
  };
  const [link, onboarded] = await polluted(members, async () => {
    const client = kyclink.spherepay({ ...CONFIG, fetch: own.fetch });
    const way = kyclink.spherepay({
      ...CONFIG,
      fetch: async () => new Response(JSON.stringify({ ...LINK, customerId: ID }), { status: 201 }),
    });
    return [await client.createKycLink({ customerId: ID }), await kyclink.onboard(way, PERSON)];
  });
  assert.equal(link.kycUrl, LINK.url);
  assert.equal(onboarded.kind, "link");
  assert.deepEqual(evil.calls, []);
  const [{ headers, ...call }, ...more] = own.calls;
  assert.deepEqual(more, []);
  assert.deepEqual(call, { url: `https://api.sandbox.spherepay.co/v2/customer/${ID}/kyc-link`, body: undefined, credentials: undefined });
  assert.deepEqual(
    Object.keys(headers).map((name) => name.toLowerCase()),
    ["authorization"],
  );
});

test("a call for which a key is made ignores Object.prototype", async () => {
  const sent = [];
  const link = { id: "link_1", kyc_link: "https://bridge.withpersona.com/verify?x=1", kyc_status: "not_started", tos_status: "approved" };
  const fetch = async (_url, { headers }) => {
    sent.push(Object.keys(headers).map((name) => name.toLowerCase()));
    return new Response(JSON.stringify(link), { status: 200 });
  };
  const client = kyclink.bridge({ apiKey: "sk-test-1", environment: "sandbox", fetch });
  const person = { type: "individual", email: "jane@example.com" };
  const members = { headers: { "x-evil": "1" }, signal: AbortSignal.abort(), normalize: true, timeout: -1, maxRetries: -1, policy: "evil" };
  const [made, onboarded, refused] = await polluted(members, async () => [
    await client.createKycLink(person),
    await kyclink.onboard(client, person),
    await kyclink.onboard(client, { ...person, email: " jane@example.com" }).catch((error) => error.code),
  ]);
  assert.deepEqual([made.id, onboarded.kind, refused], ["link_1", "link", "invalid_request"]);
  const expected = ["api-key", "content-type", "idempotency-key"];
  assert.deepEqual(
    sent.map((names) => names.sort()),
    [expected, expected],
  );
});

test("credentials, the browser's permission and webhook keys are never inherited", async () => {
  await polluted({ apiKey: "key", environment: "sandbox", clientId: "id", clientSecret: "secret" }, () => {
    for (const make of [
      () => kyclink.spherepay({}),
      () => kyclink.grid({}),
      () => kyclink.buildRequest("spherepay.getCustomer", { customerId: ID }, {}),
    ]) {
      assert.throws(make, { code: "invalid_config" });
    }
  });
  globalThis.document = {};
  try {
    await polluted({ dangerouslyAllowBrowser: true }, () => assert.throws(() => kyclink.spherepay(CONFIG), { code: "secret_in_browser" }));
  } finally {
    delete globalThis.document;
  }
  const verify = () => kyclink.verifyWebhook("spherepay", { body: "{}", headers: { signature: "00".repeat(32) } });
  await polluted({ secret: "secret_evil" }, () => assert.rejects(verify(), { code: "invalid_config" }));
});

test("the other functions ignore Object.prototype", async () => {
  const body = JSON.stringify({ ...LINK, customerId: ID, url: "https://127.0.0.1/x" });
  const { fetch, calls } = recorder();
  const members = {
    headers: { "x-evil": "1" },
    policy: "strict",
    normalize: true,
    messages: { required: "evil" },
    required: "evil",
    now: 0,
    skewMs: 1e15,
    locale: "zz-not-a-locale-zz",
    names: { US: "evil" },
    country: "US",
    status: 418,
    allowHosts: ["evil.example"],
    allowLoopback: true,
    maxAgeMs: 1,
    timeout: -1,
    signal: AbortSignal.abort(),
    message: "evil",
    cause: "evil",
    sentAt: 0,
    answeredBy: 0,
  };
  const seen = await polluted(members, async () => ({
    validated: kyclink.validate("spherepay.createKycLink", {}),
    worded: kyclink.validate("spherepay.createKycLink", {}, { messages: {} }),
    schema: await kyclink.schema("spherepay.createKycLink")["~standard"].validate({ customerId: ` ${ID}` }),
    jsonSchema: typeof kyclink.schema("spherepay.createKycLink")["~standard"].jsonSchema.input({ target: "draft-07" }),
    request: kyclink.buildRequest("spherepay.getCustomer", { customerId: ID }, CONFIG),
    link: kyclink.parseResponse("spherepay.createKycLink", { status: 201, headers: [], body }),
    expired: kyclink.isExpired({ expiresAtMs: Date.now() + 3_600_000 }),
    left: kyclink.msUntilExpiry({ expiresAtMs: Date.now() }),
    names: kyclink.subdivisions("USA")[0].name,
    countries: kyclink.countries().length,
    loopback: await Promise.resolve()
      .then(() => kyclink.assertSafeKycUrl("http://127.0.0.1/x"))
      .catch((error) => error.code),
    safe: kyclink.assertSafeKycUrl("https://in.sumsub.com/x"),
    problem: kyclink.problem(new kyclink.KycLinkError("conflict")),
    sent: await kyclink.send({ method: "GET", url: "https://api.example.com/", headers: {} }, { fetch }),
    reconciled: await kyclink.reconcile(kyclink.spherepay({ ...CONFIG, fetch }), PERSON, {}).catch((error) => error.code),
  }));
  assert.equal(seen.validated.issues[0].message, "Enter the customer ID.");
  assert.equal(seen.worded.issues[0].message, "Enter the customer ID.");
  assert.equal(seen.schema.issues.length, 1);
  assert.equal(seen.jsonSchema, "object");
  assert.equal(Object.keys(seen.request.headers).length, 1);
  assert.equal(seen.link.kycUrl, "https://127.0.0.1/x");
  assert.equal(seen.expired, false);
  assert.ok(seen.left > -60_000, `${seen.left} ms`);
  assert.equal(seen.names, undefined);
  assert.equal(seen.countries, 249);
  assert.equal(seen.loopback, "unexpected_response");
  assert.equal(seen.safe, "https://in.sumsub.com/x");
  assert.equal(seen.problem.status, 409);
  assert.notEqual(seen.problem.detail, "evil");
  assert.equal(seen.sent.status, 201);
  assert.equal(calls.length, 1);
  assert.equal(seen.reconciled, "invalid_config");
});

test("frozen options and options without a prototype work", async () => {
  const { fetch } = recorder();
  for (const config of [Object.freeze({ ...CONFIG, fetch }), Object.assign(Object.create(null), CONFIG, { fetch })]) {
    const client = kyclink.spherepay(config);
    for (const options of [Object.freeze({ timeout: 1000 }), Object.assign(Object.create(null), { timeout: 1000 }), undefined, null]) {
      assert.equal((await client.createKycLink({ customerId: ID }, options)).kycUrl, LINK.url);
    }
  }
});

test("a policy that every object has counts neither for a request nor for the next one with that configuration", async () => {
  const build = () => kyclink.buildRequest("spherepay.getCustomer", { customerId: ID }, { ...CONFIG, timeout: 1234 });
  const request = await polluted({ policy: "evil", allowHosts: "evil", profiles: "evil" }, build);
  assert.deepEqual(build(), request);
});
