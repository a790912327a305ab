/** `limitBy` outside of a handler, and its functions: which keys count, for which routes, and how long the store may take. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { holdTimers, memoryStore, ORIGIN } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { limitBy } = await subpath("edge");

const MINUTE = 60_000;
/** The name of the record with the key of the counts. */
const KEY_RECORD = createHash("sha256").update('["rate","key"]').digest("base64url");
const request = () => new Request(`${ORIGIN}/kyc/status`);
const key = () => "203.0.113.77";

/** How many of these requests are admitted. */
async function admitted(limit, route, tries) {
  let count = 0;
  for (let at = 0; at < tries; at++) count += (await limit(request(), route)) === true;
  return count;
}

test("the key may be a function that returns a promise, and gets the request", async () => {
  const seen = [];
  const own = async (given) => seen.push(given) && "203.0.113.77";
  const limit = limitBy({ store: memoryStore(), limits: { links: { max: 1, perMs: MINUTE } }, key: own });
  const first = request();
  assert.equal(await limit(first, "links"), true);
  assert.notEqual(await limit(request(), "links"), true);
  assert.equal(seen[0], first);
});

test("a route without a limit of its own has that of what a page reads, also if every object has a member of its name", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const limit = limitBy({ store: memoryStore(), key });
  assert.equal(await admitted(limit, "no-route", 600), 600);
  for (const route of ["", "constructor", "__proto__", "toString"]) assert.equal(await limit(request(), route), true, route);
  assert.deepEqual(await limit(request(), "no-route"), { retryAfterMs: MINUTE });
});

test("a limit of webhooks is that of each provider, and a provider may have its own, below or above", async () => {
  const webhooks = { max: 2, perMs: MINUTE };
  for (const [own, expected] of [
    [{}, 2],
    [{ "webhooks/grid": { max: 1, perMs: MINUTE } }, 1],
    [{ "webhooks/grid": { max: 4, perMs: MINUTE } }, 4],
  ]) {
    const limit = limitBy({ store: memoryStore(), limits: { webhooks, ...own }, key });
    assert.equal(await admitted(limit, "webhooks/grid", 6), expected);
    assert.equal(await admitted(limit, "webhooks/bridge", 6), 2);
  }
});

test("the key of the counts is 256 random bits, in a record whose name no version has changed", async () => {
  const values = new Set();
  for (let run = 0; run < 5; run++) {
    const written = [];
    const { get, swap } = memoryStore();
    const store = { get, swap: (...given) => written.push(given) && swap(...given) };
    assert.equal(await limitBy({ store, key })(request(), "links"), true);
    const [[name, before, value], ...others] = written;
    assert.equal(name, KEY_RECORD);
    assert.equal(before, undefined);
    assert.match(value, /^[\w-]{43}$/);
    assert.equal(others.length, 1, "the count");
    values.add(value);
  }
  assert.equal(values.size, 5);
});

test("a key that another process has stored in between is the key of both", async () => {
  const names = [];
  for (const isLate of [false, true]) {
    const records = memoryStore();
    const stored = "a-key-of-another-process-of-more-than-32-bytes";
    if (!isLate) await records.swap(KEY_RECORD, undefined, stored, MINUTE);
    const store = {
      get: records.get,
      async swap(...given) {
        if (given[0] === KEY_RECORD && isLate) await records.swap(KEY_RECORD, undefined, stored, MINUTE);
        else names.push(given[0]);
        return records.swap(...given);
      },
    };
    assert.equal(await limitBy({ store, key })(request(), "links"), true);
  }
  assert.equal(names.length, 2);
  assert.equal(names[0], names[1]);
});

test("what fails is thrown, and not printed as well: the handler reports it", async (t) => {
  const printed = t.mock.method(console, "error", () => {});
  const down = async () => {
    throw new Error("down");
  };
  const { get, swap } = memoryStore();
  const count = async (...given) => (given[0] === KEY_RECORD ? swap(...given) : down());
  for (const store of [
    { get: down, swap: down },
    { get, swap: count },
    { get, swap: async (...given) => (given[0] === KEY_RECORD ? swap(...given) : 1) },
  ])
    await assert.rejects(limitBy({ store, key })(request(), "links"), ({ message, cause }) =>
      /down|swap must return/.test(`${message} ${cause}`),
    );
  assert.equal(printed.mock.callCount(), 0);
});

test("a store that hangs is waited for as long as a handler waits by default, also with the key of the counts", async (t) => {
  const pass = holdTimers(t);
  const turns = async () => {
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  };
  for (const hangs of [(name) => name !== KEY_RECORD, (name) => name === KEY_RECORD]) {
    const { get, swap } = memoryStore();
    let ask;
    const asked = new Promise((resolve) => (ask = resolve));
    let isDown = true;
    const hanging = { get: (name) => (isDown && hangs(name) ? new Promise(() => ask()) : get(name)), swap };
    const limit = limitBy({ store: hanging, key });
    let error;
    limit(request(), "links").catch((thrown) => (error = thrown));
    await asked;
    pass(29_999);
    await turns();
    assert.equal(error, undefined);
    pass(1);
    await turns();
    assert.equal(error?.code, "timeout");
    assert.match(error.message, /\(30000 ms\)/);
    isDown = false;
    assert.equal(await limit(request(), "links"), true, "the next request does not wait for it");
  }
});

test("a request that has waited too long for the key does not make those after it read the key again", async (t) => {
  const pass = holdTimers(t);
  const { get, swap } = memoryStore();
  let reads = 0;
  const store = { get: (name) => (name === KEY_RECORD && ++reads === 1 ? new Promise(() => {}) : get(name)), swap };
  const limit = limitBy({ store, key });
  const late = [];
  for (const ms of [20_000, 10_000]) {
    limit(request(), "links").catch(({ code }) => late.push(code));
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    pass(ms);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  }
  assert.deepEqual(late, ["timeout"], "the second has waited for 10 seconds");
  assert.equal(await limit(request(), "links"), true);
  pass(20_000);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  assert.deepEqual(late, ["timeout", "timeout"]);
  assert.equal(await limit(request(), "links"), true);
  assert.equal(reads, 2);
});

test("a store that breaks its promises fails, and is not asked without end", { timeout: 30_000 }, async () => {
  const { get, swap } = memoryStore();
  const ofKey = (name) => name === KEY_RECORD;
  const stores = [null, undefined, "", 0, 42, 10n, true, {}, []].flatMap((value) => [
    { get: async () => value, swap: async () => false },
    { get: async (name) => (ofKey(name) ? value : get(name)), swap: async (...given) => !ofKey(given[0]) && swap(...given) },
  ]);
  const ofCounts = [42, 10n, true, {}, []].map((value) => ({ get: async (name) => (ofKey(name) ? get(name) : value), swap }));
  for (const [at, store] of [...stores, ...ofCounts].entries()) {
    const error = await limitBy({ store, key })(request(), "links").catch((thrown) => thrown);
    assert.equal(error?.code, "unavailable", `store ${at}`);
    assert.equal(error.message, "The store of limitBy fails.");
    assert.equal(error.retryable, true);
  }
});

test("a store whose swap returns anything but true or false is refused with one sentence, for the key and for a count", async () => {
  for (const returned of [1, "OK", null, undefined, {}])
    for (const ofKey of [true, false]) {
      const { get, swap } = memoryStore();
      const store = { get, swap: async (...given) => ((given[0] === KEY_RECORD) === ofKey ? returned : swap(...given)) };
      const error = await limitBy({ store, key })(request(), "links").catch((thrown) => thrown);
      assert.deepEqual([error.code, error.message], ["invalid_config", "swap must return true or false."], String(returned));
    }
});

test("what is wrong with an option or a key has its sentence, word for word", async () => {
  const store = memoryStore();
  const links = (limit) => ({ store, limits: { links: limit } });
  for (const [options, message] of [
    [{}, "limitBy needs the store of the handler: limitBy({ store })."],
    [{ store, key: "address" }, "key must be a function that returns what is counted as one client."],
    [links({ max: 0, perMs: 1 }), "max of links must be a whole number above 0."],
    [links({ max: 1, perMs: 0 }), "perMs of links must be a positive, finite number of milliseconds."],
  ])
    assert.throws(() => limitBy(options), { code: "invalid_config", message });
  for (const [options, code, message] of [
    [
      { store },
      "invalid_config",
      "limitBy does not know the client's address on this platform: pass the request through toNodeHandler of kyclink/node, or pass key, a function that returns the address.",
    ],
    [{ store, key: () => 7 }, "invalid_config", "The key of limitBy must return a string that is not empty, for every request."],
    [{ store, key: () => "" }, "advice", "The key of limitBy must return a string that is not empty, for every request."],
  ])
    await assert.rejects(limitBy(options)(request(), "links"), { code, message });
});
