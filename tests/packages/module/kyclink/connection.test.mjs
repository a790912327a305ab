/**
 * A configuration is checked once, and nothing that happens to it later has an effect: not to a client, and not to
 * buildRequest.
 */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { countKept } from "../../helpers/boundary/gc.mjs";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { esm } from "../../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const ID = { customerId: "customer_1" };
const LINK = "spherepay.createKycLink";
const APPLICANT = { type: "individual", firstName: "Jane", lastName: "Smith", email: "jane@example.com" };
const SPHEREPAY = { apiKey: "key", environment: "sandbox" };
const GRID = { clientId: "id", clientSecret: "secret" };
const BODY = JSON.stringify({ ...ID, url: "https://in.sumsub.com/x", expiresAt: "2099-01-01T00:00:00Z" });

const build = (config, operation = LINK, input = ID) => kyclink.buildRequest(operation, input, config);
const keyOf = (config) => build(config).headers.Authorization;
const invalid = (config, what) => assert.throws(() => build(config), { name: "KycLinkError", code: "invalid_config" }, what);

describe("buildRequest", () => {
  test("uses what is in the configuration at the time of the call", () => {
    const config = { ...SPHEREPAY };
    for (const key of ["one", "two", "two", "three"]) {
      config.apiKey = key;
      assert.equal(keyOf(config), `Bearer ${key}`);
    }
    config.environment = "production";
    assert.equal(build(config).url, "https://api.spherepay.co/v2/customer/customer_1/kyc-link");
    delete config.environment;
    invalid(config, "without an environment");
    config.baseUrl = "https://proxy.example/a/";
    assert.equal(build(config).url, "https://proxy.example/a/v2/customer/customer_1/kyc-link");
    config.idempotencyKey = "k";
    assert.equal(build(config).headers["Idempotency-Key"], "k");
    config.idempotencyKey = undefined;
    assert.equal("Idempotency-Key" in build(config).headers, false);
    config.policy = "lax";
    invalid(config, "an unknown policy");
    config.policy = "schema";
    assert.equal(keyOf(config), "Bearer three");
  });

  test("reads headers anew, whatever holds them", () => {
    const headers = { "X-Trace": "1" };
    const pairs = [["X-Trace", "1"]];
    const map = new Map(pairs);
    for (const [holder, change] of [
      [headers, () => (headers["X-Trace"] = "2")],
      [pairs, () => (pairs[0][1] = "2")],
      [map, () => map.set("X-Trace", "2")],
    ]) {
      const config = { ...SPHEREPAY, headers: holder };
      assert.equal(build(config).headers["X-Trace"], "1");
      change();
      assert.equal(build(config).headers["X-Trace"], "2");
    }
    headers.Authorization = "evil";
    invalid({ ...SPHEREPAY, headers }, "a header of kyclink's");
    const allowHosts = ["in.sumsub.com"];
    const kept = { ...SPHEREPAY, allowHosts };
    assert.equal(keyOf(kept), "Bearer key");
    allowHosts.length = 0;
    invalid(kept, "no host");
  });

  test("reads a getter and a proxy once per call, and uses what they returned", () => {
    let reads = 0;
    const getter = {
      environment: "sandbox",
      get apiKey() {
        return `key${++reads}`;
      },
    };
    for (const count of [1, 2, 3]) assert.equal(keyOf(getter), `Bearer key${count}`);
    reads = 0;
    const proxy = new Proxy({ ...SPHEREPAY }, { get: (target, name) => (name === "apiKey" ? `key${++reads}` : target[name]) });
    for (const count of [1, 2, 3]) assert.equal(keyOf(proxy), `Bearer key${count}`);
    // One that was valid once must be refused as soon as it is not.
    let key = "key";
    const fickle = Object.defineProperty({ ...SPHEREPAY }, "apiKey", { enumerable: true, get: () => key });
    assert.equal(keyOf(fickle), "Bearer key");
    for (key of ["a\nb", { toString: () => "key" }]) invalid(fickle, "a control character, an object");
    key = "key";
    assert.equal(keyOf(fickle), "Bearer key");
  });

  test("keeps providers, and configurations of the same values, apart", () => {
    const both = { apiKey: "key", ...GRID, baseUrl: "https://proxy.example" };
    for (let times = 0; times < 2; times++) {
      assert.equal(keyOf(both), "Bearer key");
      assert.equal(build(both, "grid.getCustomer").headers.Authorization, `Basic ${btoa("id:secret")}`);
    }
    assert.equal(build({ clientId: "a", clientSecret: "b" }, "grid.getCustomer").headers.Authorization, `Basic ${btoa("a:b")}`);
    assert.equal(build({ clientId: "b", clientSecret: "a" }, "grid.getCustomer").headers.Authorization, `Basic ${btoa("b:a")}`);
    assert.equal(keyOf(SPHEREPAY), "Bearer key");
    invalid({ token: "key", environment: "sandbox" }, "other names");
    invalid({ apiKey: "key" }, "fewer properties");
    invalid({ ...SPHEREPAY, baseUrl: "https://proxy.example" }, "more properties");
    invalid(Object.create(SPHEREPAY), "inherited properties");
    invalid({ ...SPHEREPAY, apiKey: NaN }, "another type");
  });

  test("a request belongs to its caller", () => {
    for (const [operation, input] of [
      [LINK, { ...ID, applicant: APPLICANT }],
      ["spherepay.createCustomerViaLink", PERSON],
      ["spherepay.getCustomer", ID],
    ]) {
      const first = build(SPHEREPAY, operation, input);
      const asMade = structuredClone(first);
      Object.assign(first.headers, { Authorization: "changed", "X-New": "1" });
      assert.deepEqual(build(SPHEREPAY, operation, input), asMade, operation);
    }
  });
});

describe("a client", () => {
  const client = (config, calls) =>
    kyclink.spherepay({
      ...SPHEREPAY,
      ...config,
      fetch: async (url, { headers }) => {
        calls.push({ url, headers });
        return new Response(BODY, { status: 201 });
      },
    });

  test("ignores later changes of its configuration", async () => {
    const calls = [];
    const config = { headers: { "X-Trace": "1" }, allowHosts: ["in.sumsub.com"], profiles: ["kyc"] };
    const options = {
      ...SPHEREPAY,
      ...config,
      fetch: async (url, init) => calls.push({ url, ...init }) && new Response(BODY, { status: 201 }),
    };
    const own = kyclink.spherepay(options);
    const first = await own.createKycLink(ID);
    Object.assign(options, { apiKey: "other", environment: "production", policy: "lax", fetch: () => assert.fail("another fetch") });
    config.headers["X-Trace"] = "2";
    config.allowHosts[0] = "other.example";
    config.profiles.length = 0;
    assert.deepEqual(await own.createKycLink(ID), first);
    assert.equal((await kyclink.onboard(own, { ...PERSON })).kind, "link");
    assert.equal((await own.createKycLink(ID, { idempotencyKey: "k" })).kycUrl, first.kycUrl);
    assert.equal(calls.length, 4);
    for (const { url, headers } of calls) {
      assert.match(url, /^https:\/\/api\.sandbox\.spherepay\.co\//);
      assert.deepEqual([headers.Authorization, headers["X-Trace"]], ["Bearer key", "1"]);
    }
  });

  test("ignores what a fetch does to the headers", async () => {
    const seen = [];
    const fetch = async (_, { headers }) => {
      seen.push(headers.Authorization);
      headers.Authorization = "changed";
      return new Response(BODY, { status: 201 });
    };
    const own = kyclink.spherepay({ ...SPHEREPAY, fetch });
    for (let times = 0; times < 3; times++) await own.createKycLink(ID);
    assert.deepEqual(seen, ["Bearer key", "Bearer key", "Bearer key"]);
  });

  test("forgets the options of a call", async () => {
    const calls = [];
    const own = client({ headers: { "X-Trace": "client" } }, calls);
    await own.createKycLink(ID, { idempotencyKey: "k", headers: { "x-trace": "call", "X-Call": "1" } });
    await own.createKycLink(ID);
    await assert.rejects(own.createKycLink(ID, { headers: { authorization: "evil" } }), { code: "invalid_config" });
    await own.createKycLink(ID);
    const expected = [
      { Authorization: "Bearer key", "Idempotency-Key": "k", "x-trace": "call", "X-Call": "1" },
      { Authorization: "Bearer key", "X-Trace": "client" },
      { Authorization: "Bearer key", "X-Trace": "client" },
    ];
    assert.deepEqual(
      calls.map(({ headers }) => ({ ...headers })),
      expected,
    );
  });
});

test("a client that nothing refers to is freed, with its credentials", async () => {
  const kept = await countKept(async () => {
    const fetch = async () => Response.json({ id: "customer_1", type: "individual" });
    const config = { apiKey: "key", environment: "sandbox", fetch };
    const client = kyclink.spherepay(config);
    await client.getCustomer({ customerId: "customer_1" });
    return [config, client, fetch];
  });
  assert.equal(kept, 0);
});
