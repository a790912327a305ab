/**
 * `createOperator` at all providers of the sandbox: what it finds, and that a stranger keeps nothing after a release.
 * The interleavings of single effects are in tests/it/edge/operator.rs.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createOperator,
  createSandbox,
  holdTimers,
  newKey,
  PERSON,
  PERSON_AT_GRID,
} from "../helpers/edge/harness.mjs";
import { esm, subpath } from "../helpers/install/index.mjs";

const { isKycLinkError } = await esm();
const { onboardingPage } = await subpath("page");

const EMAIL = PERSON.email;
const DAY = 86_400_000;

/** A handler at a provider. `as` is a browser of the person with this reference, or of somebody without one. */
function open(provider, config) {
  const sandbox = createSandbox();
  const own = { provider, bridge: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.bridge } };
  const authorize = ({ headers }) => (headers.has("x-user") ? { reference: headers.get("x-user") } : undefined);
  const all = configOf(sandbox, { ...own, authorize, onError: () => {}, ...config });
  const handler = createHandler(all);
  const as = (name, of = handler) => {
    const page = browser(of);
    const json = (path, body, headers) => page.json(path, body, { ...headers, "x-user": name });
    const post = (person = PERSON, key = newKey()) => json("links", person, { "idempotency-key": key });
    return { get: (path) => page.get(path, { "x-user": name }), json, post };
  };
  return { sandbox, config: all, as, operator: createOperator(all) };
}

const rejectsWith = (code, message) => (error) => {
  assert.equal(isKycLinkError(error), true, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  assert.doesNotMatch(JSON.stringify(error) + error.stack, /jane|key-of-ours|mallory|kyc_links\/./i);
  return true;
};

test("Bridge: an address that a stranger posted first is released to its person", async () => {
  const { sandbox, as, operator } = open("bridge");
  const [thief, jane, key] = [as("mallory"), as("jane"), newKey()];
  assert.equal((await thief.post(PERSON, key)).status, 202);
  assert.deepEqual((await jane.post()).body.code, "conflict", "locked out");

  const [{ id, resource }] = sandbox.customers();
  const { createdAt, ...found } = await operator.find({ email: EMAIL.toUpperCase() });
  assert.match(createdAt, /^\d{4}-.*Z$/);
  const requirements = [{ kind: "terms", who: "person", can: "act", nextAction: "accept_terms" }];
  const state = { status: "incomplete", nextAction: "accept_terms", requirements, capabilities: [], limits: [] };
  assert.deepEqual(found, { ...state, provider: "bridge", kycLinkId: id });
  const released = await operator.release({ email: EMAIL, to: "jane" });
  assert.deepEqual(released, { status: "incomplete", newOnboarding: "conflict", provider: "bridge", kycLinkId: id, to: "jane" });

  assert.equal((await thief.json("links/renew", {})).status, 401);
  assert.deepEqual((await thief.get("status")).body, { status: "none", nextAction: "none" });
  const again = await thief.post(PERSON, key);
  assert.deepEqual([again.status, again.body.code, again.headers.get("set-cookie")], [409, "conflict", null]);
  const { status, body } = await jane.post();
  assert.deepEqual([status, body.url], [202, resource.tos_link]);
});

/** Each refusal: how it comes about, its code and its sentence. tests/it/edge/operator has what each function does. */
const REFUSALS = {
  who: ["bridge", ({ operator }) => operator.find({}), "invalid_config", /^Pass exactly one of reference, customerId and email: /],
  "two of them": ["bridge", ({ operator }) => operator.find({ email: EMAIL, reference: "r" }), "invalid_config", /^Pass exactly one/],
  "no string": ["bridge", ({ operator }) => operator.find({ email: () => EMAIL }), "invalid_config", /^Pass exactly one/],
  "no object": ["bridge", ({ operator }) => operator.release(EMAIL), "invalid_config", /^Pass an object of options/],
  "a name": ["bridge", ({ operator }) => operator.release({ mail: EMAIL }), "invalid_config", /did you mean "email"/],
  "to of find": ["bridge", ({ operator }) => operator.find({ email: EMAIL, to: "jane" }), "invalid_config", /no option "to"/],
  "no address": ["bridge", ({ operator }) => operator.find({ email: "not an address" }), "invalid_request", /email/],
  to: ["bridge", ({ operator }) => operator.release({ email: EMAIL, to: "" }), "invalid_config", /^to must be your own id of a person/],
  provider: [
    "bridge",
    ({ config }) => createOperator({ ...config, provider: () => "bridge" }).find({ email: EMAIL }),
    "invalid_config",
    /^provider must be one that is configured\. It is needed where/,
  ],
  no_reference: [
    "spherepay",
    ({ operator }) => operator.find({ reference: "jane" }),
    "not_supported",
    /^This provider stores no references/,
  ],
  no_email: [
    "grid",
    ({ operator }) => operator.find({ email: EMAIL }),
    "not_supported",
    /^This provider does not find customers by their email/,
  ],
  no_customer: [
    "bridge",
    ({ operator }) => operator.release({ customerId: "00000000-0000-4000-8000-000000000000", to: "jane" }),
    "not_found",
    /^There is no such customer: neither the provider nor a record/,
  ],
  several_customers: [
    "spherepay",
    async ({ operator, customerId, post }) => {
      await operator.release({ customerId, to: "joan" });
      await post("joan");
      return operator.release({ email: EMAIL, to: "jane" });
    },
    "conflict",
    /^Several customers have this email address: find them/,
  ],
  too_many_customers: [
    "spherepay",
    async ({ operator, post }) => {
      for (let at = 0; at < 500; at++) assert.equal((await post(`stranger-${at}`)).status, 201);
      return operator.forget({ email: EMAIL });
    },
    "conflict",
    /^More than 500 customers have this email address or reference/,
  ],
  ttl: [
    "spherepay",
    ({ operator, customerId }) => operator.resumeLink({ customerId, to: "jane", ttlMs: 31 * DAY }),
    "invalid_config",
    /^ttlMs must be whole milliseconds, from a minute to 30 days\.$/,
  ],
  page: [
    "spherepay",
    ({ config, customerId }) => createOperator({ ...config, page: undefined }).resumeLink({ customerId, to: "jane", ttlMs: DAY }),
    "invalid_config",
    /^The link leads to the ready page: configure page/,
  ],
  member: [
    "spherepay",
    ({ operator, customerId }) => operator.resumeLink({ customerId, ttlMs: DAY }),
    "invalid_config",
    /^The customer belongs to a person with a reference: pass it as to/,
  ],
  released: [
    "spherepay",
    async ({ operator, customerId }) => {
      await operator.release({ customerId, to: "joan" });
      return operator.resumeLink({ customerId, to: "jane", ttlMs: DAY });
    },
    "conflict",
    /^The customer was released to another person, or forgotten/,
  ],
  approved: [
    "bridge",
    async ({ operator, sandbox, customerId }) => {
      await operator.release({ email: EMAIL, to: "jane" });
      await sandbox.complete(customerId, "approve");
      return operator.release({ email: EMAIL, to: "mallory" });
    },
    "conflict",
    /^An approved customer is released only to the reference that has it/,
  ],
  garbage: [
    "bridge",
    async ({ operator, sandbox }) => {
      sandbox.nextFailure("garbage");
      return operator.release({ email: EMAIL, to: "jane" });
    },
    "unexpected_response",
    /./,
  ],
};

for (const [name, [provider, ask, code, message]] of Object.entries(REFUSALS)) {
  test(`${name}: ${code}, thrown once and reported nowhere`, async (t) => {
    const { mock } = t.mock.method(console, "error", () => {});
    const reported = [];
    const world = open(provider, { page: onboardingPage(), onError: (error) => reported.push(error) });
    const post = (as) => world.as(as).post(provider === "grid" ? PERSON_AT_GRID : PERSON);
    await post("jane");
    const customerId = world.sandbox.customers()[0].id;
    await assert.rejects(ask({ ...world, post, customerId }), rejectsWith(code, message));
    assert.deepEqual([reported, mock.callCount()], [[], 0]);
  });
}

test("a mistake in the configuration is named before anything is asked", () => {
  const { config } = open("bridge");
  assert.throws(() => createOperator({ ...config, stor: 1 }), rejectsWith("invalid_config", /did you mean "store"/));
  assert.throws(() => createOperator({ ...config, cookieSecret: "short" }), rejectsWith("invalid_config", /cookieSecret/));
});

test("a store that fails or is busy: when to try again, and what it was rejected with", async () => {
  const down = new Error("down");
  for (const [store, cause] of [
    [{ get: () => Promise.reject(down), swap: () => Promise.reject(down) }, down],
    [{ get: async () => undefined, swap: async () => false }, undefined],
  ]) {
    const reported = [];
    const world = open("bridge", { onError: (error) => reported.push(error) });
    await world.as("jane").post();
    await assert.rejects(createOperator({ ...world.config, store }).release({ email: EMAIL, to: "jane" }), (error) => {
      assert.deepEqual([error.retryable, error.retryAfterMs, error.cause], [true, 1000, cause]);
      return rejectsWith("unavailable", /^The store fails or is busy\.$/)(error);
    });
    assert.deepEqual(reported, [], "thrown, and not reported as well");
  }
});

test("a provider that is slow is not taken for a store that fails", async (t) => {
  const { config, as } = open("spherepay");
  await as("jane").post();
  let late = 0;
  const { now } = performance;
  t.mock.method(performance, "now", () => now.call(performance) + late);
  const fetch = async (...args) => {
    const response = await config.fetch(...args);
    late += 260;
    return response;
  };
  const operator = createOperator({ ...config, fetch, timeout: 300 });
  await assert.rejects(
    operator.find({ email: EMAIL }).then(() => operator.find({ email: "Another@example.com" })),
    rejectsWith("timeout", /took longer than timeout \(300 ms\)/),
  );
});

test("a store that hangs is waited for until the timeout of the configuration, and no timer is left", async (t) => {
  const pass = holdTimers(t);
  const cleared = t.mock.method(globalThis, "clearTimeout");
  const hangs = { get: () => new Promise(() => {}), swap: () => new Promise(() => {}) };
  const { operator } = open("bridge", { store: hangs, timeout: 300 });
  const found = operator.find({ reference: "jane" });
  for (let i = 0; i < 20; i++) await Promise.resolve();
  pass(300);
  await assert.rejects(found, rejectsWith("timeout", /timeout \(300 ms\)/));
  assert.ok(cleared.mock.callCount() > 0, "it would keep a process alive");
});

test("the configuration may be a function of env, or of the environment variables, and may choose the provider", async () => {
  const { config, as } = open("bridge");
  await as("mallory").post();
  const seen = [];
  const choosing = (env) => seen.push(env) && { ...config, provider: () => "bridge" };
  const env = { KYCLINK: {} };
  const operator = createOperator(choosing, env);
  assert.equal((await operator.find({ email: EMAIL, provider: "bridge" })).status, "incomplete");
  for (const none of [[], [undefined], [{}]]) createOperator(choosing, ...none);
  assert.deepEqual(seen, [env, process.env, process.env, process.env]);
});

test("resumeLink leads a person who has lost the cookie to the status, once, at every provider", async () => {
  for (const provider of ["spherepay", "grid", "bridge"]) {
    const { sandbox, config, operator, as } = open(provider, { page: onboardingPage() });
    const handler = createHandler(config);
    await as("jane").post(provider === "grid" ? PERSON_AT_GRID : PERSON);
    const [{ id: customerId }] = sandbox.customers();
    const device = (name) => {
      const page = browser(handler);
      const headers = {
        accept: "text/html",
        "sec-fetch-mode": "navigate",
        "sec-fetch-site": "same-origin",
        ...(name && { "x-user": name }),
      };
      return { get: (path) => page.get(path, headers), post: (path) => page.form(path, {}, headers) };
    };
    const who = provider === "spherepay" ? { customerId, to: "jane" } : { reference: "jane" };
    const link = await operator.resumeLink({ ...who, ttlMs: 3 * DAY });
    assert.deepEqual(Object.keys(link), ["url", "expiresAt"]);
    assert.match(link.url, /\/kyc\/handoff\/open\?token=[\w-]{22}$/, "128 bits");
    assert.ok(Math.abs(Date.parse(link.expiresAt) - Date.now() - 3 * DAY) < 60_000);
    const path = link.url.split("/kyc/")[1];
    for (const other of [device("mallory"), device()])
      assert.deepEqual([(await other.get(path)).status, (await other.post(path)).status], [410, 410]);
    const jane = device("jane");
    const shown = await jane.get(path);
    assert.match(shown.text, /You can go on with your identity check in this browser/);
    assert.ok(!shown.text.includes(customerId) && !shown.text.includes(EMAIL));
    const opened = await jane.post(path);
    assert.deepEqual([opened.status, opened.headers.get("location")], [303, "/kyc/status"]);
    assert.match((await jane.get("status")).text, /<button/);
    assert.deepEqual([(await jane.get(path)).status, (await device("jane").post(path)).status], [410, 410]);
  }
});

/** Every result names its times in the same form, however deep they stand. */
test("each time in the result of each function is a string of RFC 3339", async () => {
  const { as, operator } = open("bridge", { page: onboardingPage() });
  assert.equal((await as("jane").post()).status, 202);
  const who = { reference: "jane" };
  const results = {
    find: await operator.find(who),
    resumeLink: await operator.resumeLink({ ...who, ttlMs: 60_000 }),
    exportData: await operator.exportData(who),
    forget: await operator.forget(who),
  };
  for (const [name, result] of Object.entries(results)) {
    const times = [];
    JSON.stringify(result, (key, value) => {
      if (key === "until" || key.endsWith("At")) times.push(value);
      return value;
    });
    assert.notEqual(times.length, 0, name);
    for (const time of times) assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, name);
  }
  for (const { what, until } of results.forget.left) assert.deepEqual([typeof what, Date.parse(until) > Date.now()], ["string", true]);
  assert.ok(results.forget.left.some(({ what }) => what === "idempotency_keys"));
});
