/**
 * The program that prototype.test.mjs starts: it runs what the package does while `Object.prototype` has one member
 * more, and prints the members that change a result. What is random or a clock is fixed, so that two runs differ only
 * by that member.
 *
 * Its input is a list of names as JSON. Its output is a list of `{ name, value, operation, before, after }`.
 */

import { readFileSync } from "node:fs";
import { esm, subpath } from "../install/index.mjs";

const [kyclink, edge, page, cloudflare] = [await esm(), await subpath("edge"), await subpath("page"), await subpath("cloudflare")];
const { createSandbox } = await subpath("testing");
const { onboardingClient } = await subpath("page/client");

const NOW = Date.now();
const ORIGIN = "https://app.example.com";
const ID = "customer_1ab2c3d4";
const PERSON = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "Illinois", postalCode: "60606", country: "US" },
};
const LINK = JSON.stringify({ customerId: ID, url: "https://in.sumsub.com/websdk/p/x", expiresAt: new Date(NOW + 1e6).toISOString() });
const BRIDGE_LINK = JSON.stringify({
  ...{ id: "link_1", kyc_link: "https://bridge.withpersona.com/verify?x=1", kyc_status: "not_started" },
  ...{ tos_link: "https://dashboard.bridge.xyz/tos", tos_status: "pending" },
});
const STATUS = JSON.stringify({ status: "pending", nextAction: "wait", provider: "grid", updatedAt: "2026-01-01T00:00:00Z" });
const CONFIG = { apiKey: "key", environment: "sandbox", maxRetries: 0 };
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
/** One of each type, as a program's mistake or an attacker's JSON would put them there. */
const VALUES = ["evil", 96, true, { evil: "evil" }, () => "evil"];
/** Node reads these from objects of its own, and a name of the global object makes a program look like a web page. */
const MAY_FAIL = ["length", "required", "document"];
const isFailure = (result) => /^throws|^\[?\[\[?5\d\d,|"code":"|^\{"message":/.test(result);

function fixChance() {
  let drawn = 0;
  const fill = (bytes) => bytes.map(() => (drawn = (drawn * 31 + 7) % 251));
  const members = {
    getRandomValues: (bytes) => bytes.set(fill(new Uint8Array(bytes.length))) ?? bytes,
    randomUUID: () => "3a1d2c9e-0000-4000-8000-5b6f7a8c9d01",
  };
  for (const [name, value] of Object.entries(members)) Object.defineProperty(crypto, name, { value, configurable: true, writable: true });
  return () => {
    drawn = 0;
  };
}
const restart = fixChance();
Date.now = () => NOW;
performance.now = () => 0;
Math.random = () => 0.5;

/** A provider that gives everybody a link, and notes what it was sent: own members or inherited ones. */
function provider(link = LINK) {
  const calls = [];
  const replies = Array.from({ length: 4 }, () => new Response(link, { status: 201, headers: { "content-type": "application/json" } }));
  const members = ["method", "headers", "body", "redirect", "credentials", "cache", "mode", "integrity", "keepalive", "referrer", "duplex"];
  const fetch = async (url, init) => {
    calls.push([url, ...members.map((name) => (name === "headers" ? Object.entries(init[name] ?? {}) : init[name]))]);
    return replies.pop();
  };
  return { fetch, calls };
}

/** Everything of a Response, by what its user could see. */
async function shown(response) {
  const { status, statusText, headers } = response;
  // The platform reads what is not there from the prototype.
  const isEmpty = !headers.has("content-type");
  return [status, statusText, [...headers], isEmpty ? "" : await response.text()];
}

/** Requests are made before anything is polluted: the platform that makes them is not the package. */
const request = (path, { method = "GET", body, ...headers } = {}) =>
  new Request(`${ORIGIN}/kyc${path}`, { method, body, headers: { origin: ORIGIN, ...headers } });
const JSON_BODY = { method: "POST", "content-type": "application/json" };
const FORM_BODY = { method: "POST", "content-type": "application/x-www-form-urlencoded" };
const form = (fields) => new URLSearchParams(fields).toString();
const FORM = { type: "individual", email: PERSON.email, phone: PERSON.phone, "address.country": "US", "address.line1": "1 Main St" };

const REQUESTS = {
  "a form": () => request("", NAVIGATION),
  "a form in another language": () => request("/new", { ...NAVIGATION, "accept-language": "de;q=0.5, fr" }),
  "a form of somebody with a session": () => request("", { ...NAVIGATION, cookie: "__Host-kyclink=x" }),
  "a method that is none": () => request("", { method: "PUT" }),
  "the style sheet": () => request(`/assets/${Object.keys(page.assets).find((name) => name.endsWith(".css"))}`),
  "nothing here": () => request("/nowhere", NAVIGATION),
  "a preflight": () => request("/links", { method: "OPTIONS", "access-control-request-method": "POST" }),
  "an applicant as JSON": () =>
    request("/links", { ...JSON_BODY, body: JSON.stringify(PERSON), "idempotency-key": "0123456789abcdefghijkl" }),
  "an applicant as JSON, without a key": () => request("/links", { ...JSON_BODY, body: JSON.stringify(PERSON) }),
  "an applicant as a form, without a key": () =>
    request("/links", {
      ...FORM_BODY,
      ...NAVIGATION,
      body: form({ ...FORM, "address.city": "Chicago", "address.state": "Illinois", "address.postalCode": "60606" }),
    }),
  "an applicant with mistakes": () => request("/links", { ...FORM_BODY, ...NAVIGATION, body: form(FORM) }),
  "an applicant of nothing": () => request("/links", { ...JSON_BODY, body: "{}" }),
  "no JSON": () => request("/links", { ...JSON_BODY, body: "{" }),
  "a renewal without a session": () => request("/links/renew", { ...JSON_BODY, body: "{}" }),
  "a contact without a session": () => request("/contact/email", { ...JSON_BODY, body: "{}" }),
  "the status": () => request("/status"),
  "the status as a page": () => request("/status", NAVIGATION),
  "a link to another device": () => request("/handoff", { method: "POST" }),
  "an old link to another device": () => request("/handoff/open?token=0123456789abcdefghijkl", NAVIGATION),
  "a webhook without a signature": () => request("/webhooks/spherepay", { ...JSON_BODY, body: "{}" }),
};

const sandbox = createSandbox();
const EVENT = {
  id: "event_1",
  name: "customer.kyc.successful",
  createdAt: new Date(NOW).toISOString(),
  data: { id: ID, type: "individual" },
};
const deliveries = {
  spherepay: await sandbox.signWebhook("spherepay", EVENT),
  grid: await sandbox.signWebhook("grid", { id: "x", type: "y" }),
};

/** A Durable Object's storage in memory. */
function storage() {
  const records = new Map();
  const none = async () => {};
  return {
    get: async (key) => records.get(key),
    put: async (key, value) => void records.set(key, value),
    setAlarm: none,
    deleteAlarm: none,
    deleteAll: none,
  };
}
function durableStore() {
  const objects = new Map();
  function get(name) {
    const object = objects.get(name) ?? new cloudflare.KycLinkStore({ storage: storage() });
    objects.set(name, object);
    return { fetch: async (_url, { body }) => object.fetch({ json: async () => JSON.parse(body) }) };
  }
  return cloudflare.durableObjectStore({ idFromName: (name) => name, get });
}

function handlerOf(config) {
  const { fetch, calls } = provider();
  const errors = [];
  const handler = edge.createHandler({
    provider: "spherepay",
    spherepay: { ...CONFIG, profiles: ["kyc_profile_a"], webhookSecret: deliveries.spherepay.secret },
    allowedOrigins: [ORIGIN],
    cookieSecret: "a-secret-of-more-than-thirty-two-bytes",
    store: edge.memoryStore(),
    rateLimit: () => true,
    fetch,
    onError: ({ code, name }) => errors.push(code ?? name),
    ...config,
  });
  return { handler, calls, errors };
}

const attempt = (work) =>
  Promise.resolve()
    .then(work)
    .catch(({ code, message }) => ({ code, message }));

/** The operations. Each is prepared before the member is there, and returns what is done while it is. */
const OPERATIONS = {
  validate: () => () => [
    kyclink.validate("spherepay.onboard", PERSON),
    kyclink.validate("spherepay.onboard", {}, { policy: "strict" }),
    kyclink.validate("grid.createCustomer", { ...PERSON, customerType: "INDIVIDUAL", region: "US" }, { normalize: true }),
  ],
  normalize: () => () => kyclink.normalize("grid.onboard", { email: " a@b.example " }),
  schema: () => () => [
    kyclink.schema("spherepay.onboard")["~standard"].validate({}),
    kyclink.schema("spherepay.onboard")["~standard"].jsonSchema.input({ target: "draft-07" }),
  ],
  build: () => () => [
    kyclink.buildRequest("spherepay.getCustomer", { customerId: ID }, CONFIG),
    kyclink.buildRequest("spherepay.listCustomers", {}, CONFIG),
    kyclink.buildRequest("grid.createKycLink", { customerId: "Customer:1" }, { clientId: "id", clientSecret: "secret" }),
  ],
  parse: () => () => [
    kyclink.parseResponse("spherepay.createKycLink", { status: 201, headers: {}, body: LINK }),
    kyclink.parseResponse("spherepay.getCustomer", { status: 200, headers: {}, body: JSON.stringify({ id: ID, type: "individual" }) }),
  ],
  "parse an error": () => () =>
    attempt(() => kyclink.parseResponse("spherepay.createKycLink", { status: 404, headers: {}, body: "{}" }, { customerId: ID })),
  send: () => {
    const { fetch, calls } = provider();
    const client = kyclink.spherepay({ ...CONFIG, fetch });
    return async () => [
      await client.createKycLink({ customerId: ID }),
      await kyclink.onboard(client, { ...PERSON, address: { ...PERSON.address, state: "IL" } }),
      calls,
    ];
  },
  "send with a key that is made for the call": () => {
    const { fetch, calls } = provider(BRIDGE_LINK);
    const client = kyclink.bridge({ ...CONFIG, apiKey: "sk-test-x", fetch });
    const person = { type: "individual", email: PERSON.email };
    return async () => [await client.createKycLink(person), await kyclink.onboard(client, person), calls];
  },
  "a client that is made": () => {
    const { fetch, calls } = provider();
    return () => attempt(async () => [await kyclink.spherepay({ ...CONFIG, fetch }).createKycLink({ customerId: ID }), calls]);
  },
  data: () => () => [
    kyclink.countries({ locale: "de" }).slice(0, 3),
    kyclink.subdivisions("AU"),
    kyclink.fieldProps("spherepay.onboard", "address.country"),
  ],
  "links and problems": () => async () => [
    kyclink.assertSafeKycUrl("https://in.sumsub.com/x"),
    kyclink.problem(new kyclink.KycLinkError("conflict")),
    kyclink.isExpired({ expiresAtMs: NOW + 1e7 }),
  ],
  webhooks: () => () =>
    Promise.all([
      kyclink.verifyWebhook("spherepay", deliveries.spherepay),
      attempt(() => kyclink.verifyWebhook("grid", { ...deliveries.grid })),
      attempt(() => kyclink.verifyWebhook("spherepay", { ...deliveries.spherepay, body: "{}" })),
    ]),
  "a forged webhook": () => () => attempt(() => kyclink.verifyWebhook("grid", { ...deliveries.grid, body: "{}" })),
  applicantFrom: () => () => kyclink.applicantFrom(new URLSearchParams("email=a&address.city=b")),
  "a durable object": () => {
    const store = durableStore();
    return async () => [
      await store.get("a"),
      await store.swap("a", undefined, "1", 1000),
      await store.get("a"),
      await store.swap("a", "1", undefined, 0),
      await store.get("a"),
    ];
  },
  "a handler that is made": () => () => attempt(() => [typeof handlerOf({ page: page.onboardingPage() }).handler]),
};

for (const [kind, config] of [
  ["with a page", () => ({ page: page.onboardingPage() })],
  ["with render", () => ({ render: ({ kind, ...view }) => `${kind} ${JSON.stringify(view)}` })],
  ["without HTML", () => ({})],
]) {
  for (const [name, make] of Object.entries(REQUESTS)) {
    OPERATIONS[`${name}, ${kind}`] = () => {
      const { handler, calls, errors } = handlerOf(config());
      const given = make();
      return async () => [await shown(await handler(given)), calls, errors];
    };
  }
}
OPERATIONS["a session"] = async () => {
  const { handler, calls, errors } = handlerOf({ page: page.onboardingPage(), store: durableStore() });
  const response = await handler(REQUESTS["an applicant as JSON"]());
  const cookie = response.headers.get("set-cookie").split(";")[0];
  const [renew, handoff, status] = [["links/renew", "POST"], ["handoff", "POST"], ["status"]].map(([path, method]) =>
    request(`/${path}`, { method, cookie }),
  );
  return async () => [
    await shown(await handler(renew)),
    await shown(await handler(handoff)),
    await shown(await handler(status)),
    calls,
    errors,
  ];
};
OPERATIONS["the client of a page"] = () => {
  const replies = [201, 200, 422, 503].map((status) => new Response(STATUS, { status, headers: { "content-type": "application/json" } }));
  const calls = [];
  return async () => {
    const { fetch } = globalThis;
    globalThis.fetch = async (url, { method, headers, body, credentials, ...more }) => {
      calls.push([url, method, [...headers], body, credentials, Object.keys(more)]);
      return replies.shift();
    };
    try {
      const client = onboardingClient();
      return [await client.start({ email: "a" }), await client.status(), await client.sendCode("email"), await client.renew(), calls];
    } finally {
      globalThis.fetch = fetch;
    }
  };
};
OPERATIONS["a webhook"] = () => {
  const { handler, errors } = handlerOf({ onEvent: () => {} });
  const { headers, body } = deliveries.spherepay;
  const given = request("/webhooks/spherepay", { ...JSON_BODY, body, ...headers });
  return async () => [await shown(await handler(given)), errors];
};

/** Runs an operation while these members are there, and returns its result as text. */
async function result(operation, members) {
  restart();
  let outcome;
  const work = await OPERATIONS[operation]();
  const descriptors = members.map(([name, value]) => [
    name,
    Object.assign(Object.create(null), { value, configurable: true, enumerable: true, writable: true }),
  ]);
  for (const [name, descriptor] of descriptors) Object.defineProperty(Object.prototype, name, descriptor);
  try {
    outcome = { value: await work() };
  } catch (error) {
    outcome = { error };
  } finally {
    for (const [name] of members) delete Object.prototype[name];
  }
  if (outcome.error) return `throws ${outcome.error?.stack}`;
  return JSON.stringify(outcome.value);
}

const names = JSON.parse(readFileSync(0, "utf8"));
const found = [];
const before = {};
for (const operation of Object.keys(OPERATIONS)) {
  await result(operation, []); // loads what is loaded once
  before[operation] = await result(operation, []);
  if (before[operation].startsWith("throws")) throw new Error(`${operation} ${before[operation]}`);
  if ((await result(operation, [])) !== before[operation]) throw new Error(`${operation} has two results without any member`);
}

/** Finds which of the members change a result: all at once, and by halves where they do. */
async function search(operation, members) {
  const after = await result(operation, members);
  if (after === before[operation]) return;
  if (members.length > 1) {
    const middle = members.length >> 1;
    await search(operation, members.slice(0, middle));
    return search(operation, members.slice(middle));
  }
  const [[name, value]] = members;
  if (MAY_FAIL.includes(name) && isFailure(after)) return;
  found.push({ name, value: String(value), operation, before: before[operation], after });
}
/**
 * Names that Node reads from one another, which no group may have together: of a Response without a body,
 * `body.stream`.
 */
const ALONE = ["body"];
const GROUP = 40;
const groups = ALONE.map((name) => [name]);
const others = names.filter((name) => !ALONE.includes(name));
for (let at = 0; at < others.length; at += GROUP) groups.push(others.slice(at, at + GROUP));
for (const value of VALUES) {
  for (const group of groups) {
    const members = group.map((name) => [name, value]);
    for (const operation of Object.keys(OPERATIONS)) await search(operation, members);
  }
}
process.stdout.write(JSON.stringify(found));
