/**
 * Which hooks the handler waits for, and which it must not wait for: each returns late, rejects late and never ends,
 * and what follows from it is observed.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { holdTimers, memoryStore, newKey, ORIGIN, PERSON, postTo, setUpWithWebhooks, turns } from "../../helpers/edge/harness.mjs";

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const TIMEOUT = 10_000;

/** Waits until something has happened: cryptography takes its time. */
async function until(happened) {
  for (const end = performance.now() + 10_000; !happened() && performance.now() < end; ) await turns(1);
  assert.ok(happened());
  await turns(40);
}

/** A promise that a test settles. */
function held() {
  const own = {};
  own.promise = new Promise((resolve, reject) => Object.assign(own, { resolve, reject }));
  own.promise.catch(() => {});
  return own;
}

const links = () => postTo("links", PERSON, { "idempotency-key": newKey() });
const status = () => new Request(`${ORIGIN}/kyc/status`, { headers: NAVIGATION });

/** A delivery of an event, and the configuration with its key. */
async function delivery(sandbox) {
  const event = {
    id: "event_1",
    name: "customer.kyc.successful",
    created: new Date().toISOString(),
    data: { customer: { id: "customer_1" } },
  };
  const { body, headers } = await sandbox.signWebhook("spherepay", event);
  return new Request(`${ORIGIN}/kyc/webhooks/spherepay`, { method: "POST", body, headers });
}

/** A store of which one method does what a test says, from its first call on. */
function storeWith(name, act) {
  const store = memoryStore();
  return { ...store, [name]: (...given) => act(() => store[name](...given)) };
}

/**
 * The hooks that are awaited: the configuration with one, the request that calls it, whether the provider may have been
 * asked before it ended, and what follows from a result. `reject` is the status after a rejection. What follows from
 * every other result is in tests/it/edge/engine/outcome.rs, respond.test.mjs and rate-limit.test.mjs.
 */
const AWAITED = {
  authorize: { result: () => new Response("Log in", { status: 401 }), expected: 401, reject: 403 },
  rateLimit: { result: () => false, expected: 429, reject: 503 },
  provider: { result: () => "nobody", expected: 500, reject: 503 },
  // The customer exists, and a failed hook does not undo that.
  onCreated: { asksBefore: true, result: () => undefined, expected: 201, reject: 201 },
  render: { request: status, result: () => new Response("page", { status: 418 }), expected: 418, reject: 200 },
  onEvent: { request: delivery, result: () => undefined, expected: 200, reject: 503 },
  "store.get": {
    config: (hook) => ({ store: storeWith("get", async (real) => ((await hook()) === "real" ? real() : null)) }),
    request: delivery,
    result: () => "real",
    expected: 200,
    reject: 503,
  },
  "store.swap": {
    config: (hook) => ({ store: storeWith("swap", async (real) => ((await hook()) === "real" ? real() : false)) }),
    result: () => "real",
    expected: 201,
    reject: 503,
  },
};

/** A handler with a hook that a test holds, and how often the provider was asked. */
async function world({ config, request = links }, hook) {
  const [asked, calls] = [[], []];
  const own = config((...given) => {
    calls.push(given);
    return hook(...given);
  });
  const made = await setUpWithWebhooks({ timeout: TIMEOUT, ...own }, { onRequest: ({ path }) => asked.push(path) });
  return { ...made, asked, calls, send: async (...ctx) => made.handler(await request(made.sandbox), undefined, ...ctx) };
}

async function read(response) {
  return { status: response.status, text: await response.text() };
}

for (const [name, given] of Object.entries(AWAITED)) {
  const row = { config: (hook) => ({ [name]: hook }), ...given };
  /** Begins a request whose hook the test holds; `seen.response` is there once the handler has responded. */
  async function begin() {
    const hook = held();
    const made = await world(row, () => hook.promise);
    const seen = {};
    const done = made.send().then(async (response) => Object.assign(seen, { response: await read(response) }));
    await until(() => made.calls.length > 0);
    return { ...made, hook, seen, done };
  }

  describe(`${name} is awaited`, () => {
    test("and what it returns late is what counts", async () => {
      const { asked, hook, seen, done } = await begin();
      assert.equal(seen.response, undefined, "the handler waits");
      if (!row.asksBefore) assert.deepEqual(asked, [], "the provider is not asked before");
      hook.resolve(row.result());
      await done;
      assert.equal(seen.response.status, row.expected, seen.response.text);
      if (row.expected >= 400) assert.deepEqual(asked, []);
    });

    test(`rejecting late: ${row.reject}, and onError hears why, once`, async () => {
      for (const fails of [() => assert.fail("thrown"), () => turns(3).then(() => assert.fail("rejected"))]) {
        const { send, asked, errors } = await world(row, fails);
        const { status, text } = await read(await send());
        assert.equal(status, row.reject, text);
        if (row.reject >= 400 && !row.asksBefore) assert.deepEqual(asked, []);
        assert.doesNotMatch(text, /thrown|rejected/);
        const told = errors.map(({ error }) => error.message);
        assert.equal(told.filter((message) => /thrown|rejected/.test(message)).length, 1, told.join());
      }
    });

    test("that never ends: 503 at the deadline, and what it says later changes nothing", async (t) => {
      const pass = holdTimers(t);
      const { asked, sandbox, hook, seen, done } = await begin();
      pass(TIMEOUT - 1);
      await turns();
      assert.equal(seen.response, undefined);
      pass(1);
      await done;
      assert.equal(seen.response.status, 503, seen.response.text);
      const before = asked.length;
      hook.resolve(row.result());
      await turns();
      assert.equal(asked.length, before);
      if (!row.asksBefore) assert.equal(sandbox.customers().length, 0);
    });
  });
}

describe("onError and onStep are not awaited", () => {
  const failing = { fetch: () => Promise.reject(new TypeError("unreachable")) };
  const HOOKS = { onError: failing, onStep: {} };
  const BEHAVIOURS = {
    "never end": () => new Promise(() => {}),
    "throw at once": () => {
      throw new Error("thrown");
    },
    "reject late": async () => {
      await turns(3);
      throw new Error("late");
    },
    "return a thenable that throws": () => ({
      // biome-ignore lint/suspicious/noThenProperty: a hook may return anything.
      then() {
        throw new Error("in then");
      },
    }),
  };

  for (const [name, config] of Object.entries(HOOKS)) {
    for (const [what, act] of Object.entries(BEHAVIOURS)) {
      test(`${name} may ${what}: the response is the same, and no rejection is left`, async () => {
        const unhandled = [];
        const listen = (error) => unhandled.push(error);
        process.on("unhandledRejection", listen);
        try {
          const calls = [];
          const row = { config: (hook) => ({ ...config, [name]: hook }) };
          const { send } = await world(row, (...given) => {
            calls.push(given);
            return act();
          });
          const waiting = [];
          const response = await send({ waitUntil: (promise) => waiting.push(promise) });
          assert.equal(response.status, name === "onError" ? 503 : 201);
          assert.ok(calls.length > 0);
          await turns();
          assert.deepEqual(unhandled, []);
          // A Worker may stop once the response is sent, unless `waitUntil` has what still runs.
          assert.ok(waiting.length >= (what === "throw at once" ? 1 : 1 + calls.length), `${waiting.length} of ${calls.length}`);
          for (const promise of what === "never end" ? [] : waiting) await promise;
        } finally {
          process.off("unhandledRejection", listen);
        }
      });
    }
  }
});
