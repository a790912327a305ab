/** JSON that is sent, stored or embedded is the same whatever `toJSON` a script has added to objects and lists. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, configOf, createHandler, createSandbox, KEY, memoryStore, ORIGIN, PERSON } from "../../helpers/edge/harness.mjs";
import { esm, internal, subpath } from "../../helpers/install/index.mjs";

const kyclink = await esm();
const { durableObjectStore } = await subpath("cloudflare");
const { onboardingPage } = await subpath("page");
const { onboardingClient } = await subpath("page/client");
const { parsedToJson, toJson } = await internal("module/to-json.js");

const APPLICANT = JSON.stringify(PERSON);
const OTHER_APPLICANT = JSON.stringify({ ...PERSON, email: "john@example.com" });
const ADDED = {
  nothing: [],
  "to objects": [Object.prototype],
  "to lists": [Array.prototype],
  "to both": [Object.prototype, Array.prototype],
};

/** Does something while these have a `toJSON`. Node's own `fetch` and `Response.json` are not used meanwhile. */
async function polluted(prototypes, act) {
  for (const prototype of prototypes)
    Object.defineProperty(prototype, "toJSON", { value: () => "evil", configurable: true, writable: true });
  try {
    return await act();
  } finally {
    for (const prototype of prototypes) delete prototype.toJSON;
  }
}

/** A provider whose responses need no `JSON.stringify`. */
async function provider(_, { method }) {
  const created = `{"customerId":"customer_1ab2c3d4","url":"https://in.sumsub.com/websdk/p/x","expiresAt":"2127-01-15T14:32:00Z"}`;
  const found = `{"id":"customer_1ab2c3d4","type":"individual","verificationProfiles":[]}`;
  return method === "POST" ? new Response(created, { status: 201 }) : new Response(found);
}

/** Each returns what is sent, stored or embedded. */
const OUTPUTS = {
  "plain data": () => toJson({ a: [1, { b: null, c: undefined, d: "\u2028</script>" }], e: true }),
  "data that JSON.parse has made": () => parsedToJson(JSON.parse('{"a":[1,{"b":null,"toJSON":"x"}],"c":true}')),
  "a value with its own toJSON": () => toJson({ a: { toJSON: () => "evil", b: 1 }, c: [Object.assign([1], { toJSON: () => "evil" })] }),
  "requests of a client": () =>
    ["spherepay.createCustomerViaLink", "grid.createCustomer", "bridge.createKycLink"].map((operation) => {
      const input = operation.startsWith("bridge") ? { type: "individual", email: PERSON.email } : kyclink.toInput(PERSON, operation);
      const credentials = operation.startsWith("grid") ? { clientId: "id", clientSecret: "secret_x" } : { apiKey: "key" };
      const config = { ...credentials, policy: "schema", baseUrl: "https://api.example.com", idempotencyKey: "key-of-a-person-1" };
      return kyclink.buildRequest(operation, input, config).body;
    }),
  async "the requests of a page"() {
    const bodies = [];
    const { fetch } = globalThis;
    globalThis.fetch = async (_, { body }) => {
      bodies.push(body);
      return new Response("{}", { status: 500 });
    };
    try {
      await onboardingClient().start(PERSON, { idempotencyKey: "a-key-of-22-characters" });
      await onboardingClient().sendCode("email", PERSON.email);
    } finally {
      globalThis.fetch = fetch;
    }
    return bodies;
  },
  async "the responses of a handler, and its records"() {
    const names = [];
    const store = memoryStore();
    const noting = (method) => [method, (name, ...rest) => names.push(name) && store[method](name, ...rest)];
    const recordingStore = Object.fromEntries(["get", "swap"].map(noting));
    const config = configOf(createSandbox(), { store: recordingStore, fetch: provider, authorize: () => ({ reference: "user-1" }) });
    const person = browser(createHandler(config));
    const headers = { origin: ORIGIN, "content-type": "application/json", "idempotency-key": KEY };
    const link = await person.send("links", { method: "POST", body: APPLICANT, headers });
    const { status, nextAction } = (await person.get("status")).body;
    const refused = await person.send("links", { method: "POST", body: "{}", headers: { origin: ORIGIN, "content-type": "text/plain" } });
    // The MACs of applicants tell them apart.
    const [again, other] = await Promise.all(
      [APPLICANT, OTHER_APPLICANT].map((body) => person.send("links", { method: "POST", body, headers })),
    );
    return [link.text, status, nextAction, refused.text, new Set(names).size, again.text, other.status, other.text];
  },
  async "the id of a handler, which tells accounts apart"() {
    const config = configOf(createSandbox(), { fetch: provider });
    const [own, other] = ["https://sandbox.example.com", "https://api.example.com"].map((baseUrl) =>
      browser(createHandler({ ...config, spherepay: { ...config.spherepay, baseUrl } })),
    );
    await own.send("links", { method: "POST", body: APPLICANT, headers: { origin: ORIGIN, "content-type": "application/json" } });
    other.cookie(own.cookie());
    return [(await own.get("status")).body.status, (await other.get("status")).body.status];
  },
  async "the messages of a store to its Durable Objects"() {
    const bodies = [];
    const fetch = async (_, { body }) => {
      bodies.push(body);
      return new Response("null");
    };
    const store = durableObjectStore({ idFromName: (name) => name, get: () => ({ fetch }) });
    await store.get("name");
    await store.swap("name", undefined, "sealed", 1000);
    await store.swap("name", "sealed", undefined, 1000);
    return bodies;
  },
  async "the page, and its texts"() {
    const handler = createHandler(configOf(createSandbox(), { page: onboardingPage({ locale: "en" }) }));
    const get = async (path) =>
      (await handler(new Request(ORIGIN + path, { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } }))).text();
    const html = await get("/kyc");
    const texts = await get(/data-texts="([^"]+)"/.exec(html)[1]);
    const country = await get(`${/data-countries="([^"]+)"/.exec(html)[1]}en-US.json`);
    return [html.replace(/value="[\da-f-]{36}"/, ""), texts, country];
  },
  problem: async () => kyclink.problemResponse(new kyclink.KycLinkError("conflict")).text(),
};

for (const [name, output] of Object.entries(OUTPUTS)) {
  test(name, async () => {
    const plain = await polluted([], output);
    assert.ok(!JSON.stringify(plain).includes("evil") || name.includes("own"), JSON.stringify(plain));
    for (const [added, prototypes] of Object.entries(ADDED)) {
      const result = await polluted(prototypes, output);
      assert.deepEqual(result, plain, added);
    }
  });
}
