/**
 * `storeSuite`: a store that keeps its promise passes, and each broken one fails the check that says what is wrong with
 * it.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { subpath } from "../helpers/install/index.mjs";

const { storeSuite } = await subpath("testing");
const { memoryStore } = await subpath("edge");

/** The names of the checks that fail, with their messages. */
async function failures(makeStore) {
  const failed = await Promise.all(storeSuite(makeStore).map(({ name, run }) => run().then(undefined, ({ message }) => [name, message])));
  return Object.fromEntries(failed.filter(Boolean));
}

/** A store in memory, with parts of it replaced: `later` is what a slow database puts between reading and writing. */
function broken({
  keyOf = (key) => key,
  storedAs = (value) => value,
  isSame = (a, b) => a === b,
  lifetimeOf = (ms) => ms,
  later,
  ...methods
} = {}) {
  const records = new Map();
  const live = (key) => (records.get(key)?.until > performance.now() ? records.get(key).value : undefined);
  const store = {
    async get(key) {
      return live(keyOf(key));
    },
    async swap(key, before, after, ttlMs) {
      const found = live(keyOf(key));
      if (later) await later();
      if (!isSame(found, before)) return false;
      if (after === undefined) records.delete(keyOf(key));
      else records.set(keyOf(key), { value: storedAs(after), until: performance.now() + lifetimeOf(ttlMs, records.has(keyOf(key))) });
      return true;
    },
  };
  const own = Object.entries(methods).map(([name, wrap]) => [name, wrap(store[name], store)]);
  return { ...store, ...Object.fromEntries(own) };
}

const SHARED = memoryStore();

const SETS = "swap adds a value only where there is none";
const REPLACES = "swap replaces a value only if it is the expected one";
const DELETES = "swap deletes a value only if it is the expected one";
const PARALLEL = "of parallel swaps exactly one succeeds";
const EXPIRES = "a value expires, and not earlier than it should";
const AGAIN = "a value that is written again has a new lifetime";

/** What is wrong, the check that must fail and what its message must say. */
const BROKEN = {
  "reads, waits and writes": [{ later: () => new Promise(setImmediate) }, PARALLEL, /50 of 50 parallel swaps .* one statement/],
  "overwrites whatever is there": [{ isSame: () => true }, SETS, /swap must return false if no value is expected/],
  "replaces any value": [
    { isSame: (found, before) => (found === undefined) === (before === undefined) },
    REPLACES,
    /another value is expected/,
  ],
  "deletes any value": [
    {
      swap: (swap, store) => async (key, before, after, ttlMs) =>
        swap(key, after === undefined ? await store.get(key) : before, after, ttlMs),
    },
    DELETES,
    /must not delete another value/,
  ],
  "never deletes": [
    {
      swap: (swap, store) => async (key, before, after, ttlMs) =>
        after === undefined ? (await store.get(key)) === before : swap(key, before, after, ttlMs),
    },
    DELETES,
    /that was deleted/,
  ],
  "forgets nothing": [{ lifetimeOf: () => 1e9 }, EXPIRES, /a lifetime of \d+ ms was there after \d+ ms/],
  "takes the lifetime for seconds": [{ lifetimeOf: (ms) => ms * 1000 }, EXPIRES, /was there after/],
  "takes the lifetime for microseconds": [{ lifetimeOf: (ms) => ms / 1000 }, EXPIRES, /was gone before: ttlMs is in milliseconds/],
  "keeps the first lifetime": [
    {
      swap: (swap, store) => {
        const ends = new Map();
        return async (key, before, after, ttlMs) => {
          if ((await store.get(key)) === undefined) ends.set(key, performance.now() + ttlMs);
          return swap(key, before, after, ends.get(key) - performance.now());
        };
      },
    },
    AGAIN,
    /longer lifetime must have that/,
  ],
  "never shortens a lifetime": [{ lifetimeOf: (ms, isThere) => (isThere ? 1e9 : ms) }, AGAIN, /shorter lifetime must have that/],
  "waits with a timer": [
    {
      swap: (swap, store) => async (key, before, after, ttlMs) => {
        const swapped = await swap(key, before, after, 1e12);
        if (swapped && ttlMs > 2 ** 31 - 1) setTimeout(async () => swap(key, await store.get(key), undefined, 0), 1);
        return swapped;
      },
    },
    "a value may live for thirty days",
    /timers of JavaScript/,
  ],
  "compares keys without their case": [
    { keyOf: (key) => key.toLowerCase() },
    "keys and values are case-sensitive",
    /Keys .* binary collation/,
  ],
  "compares values without their case": [
    { isSame: (found, before) => found?.toLowerCase() === before?.toLowerCase() },
    "keys and values are case-sensitive",
    /Values .* binary collation/,
  ],
  "cuts long values": [{ storedAs: (value) => value.slice(0, 4000) }, "a large value is stored whole", /32768 characters was changed/],
  "returns a number": [
    {
      swap:
        (swap) =>
        async (...given) =>
          Number(await swap(...given)),
    },
    SETS,
    /swap must return true or false/,
  ],
  "returns an object": [{ get: (get) => async (key) => ({ value: await get(key) }) }, SETS, /get must return a string, undefined or null/],
  "does nothing": [{ swap: () => async () => false }, SETS, /swap must return true where there is no value/],
  "has one value for all keys": [{ keyOf: () => "key" }, SETS, /A value must belong to its key only/],
  "lets an expired value block its key": [
    {
      swap: (swap) => {
        const used = new Set();
        return async (key, before, after, ttlMs) => {
          if (before === undefined && used.has(key)) return false;
          const swapped = await swap(key, before, after, ttlMs);
          if (swapped) after === undefined ? used.delete(key) : used.add(key);
          return swapped;
        };
      },
    },
    "of parallel swaps for an expired value's key exactly one succeeds",
    /0 of 50/,
  ],
};
describe("a store that keeps its promise passes", { concurrency: true }, () => {
  for (const [name, makeStore] of Object.entries({
    "one store": () => SHARED,
    "a store for each check": () => memoryStore(),
    "a promise of one": async () => broken(),
    "null for no value": () => broken({ get: (get) => async (key) => (await get(key)) ?? null }),
    "a class": () =>
      new (class {
        #store = memoryStore();
        get(key) {
          return this.#store.get(key);
        }
        swap(...given) {
          return this.#store.swap(...given);
        }
      })(),
  })) {
    test(name, async () => assert.deepEqual(await failures(makeStore), {}));
  }

  test("although its database is slow", async () => {
    const slow =
      (method) =>
      async (...given) => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        return method(...given);
      };
    assert.deepEqual(await failures(() => broken({ get: slow, swap: slow })), {});
  });
});

describe("a store fails that", { concurrency: true }, () => {
  for (const [name, [parts, check, message]] of Object.entries(BROKEN)) {
    test(name, async () => assert.match((await failures(() => broken(parts)))[check] ?? "", message));
  }
});

test("the names differ, and a check fails if the store cannot be made", async () => {
  const checks = storeSuite(() => Promise.reject(new Error("no database")));
  assert.equal(new Set(checks.map(({ name }) => name)).size, checks.length);
  for (const { run } of checks) await assert.rejects(run(), /no database/);
});
