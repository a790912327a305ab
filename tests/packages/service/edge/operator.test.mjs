/**
 * `createOperator` in front of the sandbox: its options, what it throws and when it gives up. What each function finds
 * and does is in tests/it/edge/operator.rs and the files beside it.
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
} from "../../helpers/edge/harness.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";

const { isKycLinkError } = await esm();
const { onboardingPage } = await subpath("page");

const EMAIL = PERSON.email;
const DAY = 86_400_000;

/** A handler at a provider. `as` is a browser of the person with this reference. */
function open(provider, config) {
  const sandbox = createSandbox();
  const authorize = ({ headers }) => ({ reference: headers.get("x-user") });
  const all = configOf(sandbox, { provider, authorize, onError: () => {}, ...config });
  const handler = createHandler(all);
  const as = (name) => ({
    post: (person = PERSON) => browser(handler).json("links", person, { "idempotency-key": newKey(), "x-user": name }),
  });
  return { sandbox, config: all, as, operator: createOperator(all) };
}

const rejectsWith = (code, message) => (error) => {
  assert.equal(isKycLinkError(error), true, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  assert.doesNotMatch(JSON.stringify(error) + error.stack, /jane|key-of-ours|mallory|kyc_links\/./i);
  return true;
};

/** Each refusal: how it comes about, its code and its sentence. tests/it/edge/operator has what each function does. */
const REFUSALS = {
  who: ["bridge", ({ operator }) => operator.find({}), "invalid_config", /^Pass exactly one of reference, customerId and email: /],
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
};

for (const [name, [provider, ask, code, message]] of Object.entries(REFUSALS)) {
  test(`${name}: ${code}, thrown once and reported nowhere`, async (t) => {
    const { mock } = t.mock.method(console, "error", () => {});
    const reported = [];
    const world = open(provider, { page: onboardingPage(), onError: (error) => reported.push(error) });
    await world.as("jane").post(provider === "grid" ? PERSON_AT_GRID : PERSON);
    await assert.rejects(ask(world), rejectsWith(code, message));
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

/** tests/it/edge/operator/resume.rs has who may open a link, for how long, and where it leads. */
test("resumeLink returns a link to the page with a token of 128 bits, and when it ends", async () => {
  const world = open("bridge", { page: onboardingPage() });
  await world.as("jane").post();
  const link = await world.operator.resumeLink({ reference: "jane", ttlMs: 3 * DAY });
  assert.deepEqual(Object.keys(link), ["url", "expiresAt"]);
  assert.match(link.url, /\/kyc\/handoff\/open\?token=[\w-]{22}$/);
  assert.ok(Math.abs(Date.parse(link.expiresAt) - Date.now() - 3 * DAY) < 60_000);
  const opened = await browser(createHandler(world.config)).form(link.url.split("/kyc/")[1], {}, { "x-user": "jane" });
  assert.deepEqual([opened.status, opened.headers.get("location")], [303, "/kyc/status"]);
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
