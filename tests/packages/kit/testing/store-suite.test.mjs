/**
 * `storeSuite`: a store that keeps its promise passes, and each broken one fails the check that says what is wrong with
 * it.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { file, subpath } from "../../helpers/install/index.mjs";

const { storeSuite } = await subpath("testing");
const { memoryStore } = await subpath("edge");

/** The names of the checks that fail, with their messages. */
async function failures(makeStore) {
  const failed = await Promise.all(storeSuite(makeStore).map(({ name, run }) => run().then(undefined, ({ message }) => [name, message])));
  return Object.fromEntries(failed.filter(Boolean));
}

/**
 * A store in memory, with parts of it replaced: `later` is what a slow database puts between reading and writing. `get`
 * and `swap` get the store without them.
 */
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
  const own = Object.entries(methods).map(([name, replacement]) => [name, (...given) => replacement(store, given)]);
  return { ...store, ...Object.fromEntries(own) };
}

const SHARED = memoryStore();

/** Writes the new value although it refuses, where `isWrong` says so. */
const overwriting =
  (isWrong) =>
  async (store, [key, before, after, ttlMs]) => {
    const found = await store.get(key);
    const swapped = await store.swap(key, before, after, ttlMs);
    if (!swapped && found !== undefined && after !== undefined && isWrong(before)) await store.swap(key, found, after, ttlMs);
    return swapped;
  };

/** Of parallel swaps one returns true, and another is written. */
function lastOfParallel(isWrong) {
  const keys = new Map();
  return async (store, [key, before, after, ttlMs]) => {
    const swapped = await store.swap(key, before, after, ttlMs);
    if (swapped) keys.set(key, { value: after, isFirst: !keys.has(key) });
    const { value, isFirst } = keys.get(key) ?? {};
    if (!swapped && value !== undefined && after !== undefined && /\d/.test(after) && isWrong(before, isFirst)) {
      if (await store.swap(key, value, after, ttlMs)) keys.set(key, { value: after, isFirst });
    }
    return swapped;
  };
}

/** Replaces `swap` where `isWrong` says so, with one that returns this. */
const where =
  (isWrong, instead) =>
  (store, [key, before, after, ttlMs]) =>
    isWrong(before, after) ? instead(store, key, before) : store.swap(key, before, after, ttlMs);
const isDelete = (_, after) => after === undefined;
const isEmpty = (before, after) => before === undefined && after === undefined;
const isHere = async (store, key, before) => (await store.get(key)) === before;

// What stores remember of a key, which no two checks share.
const [ends, used, deleted, values] = [new Map(), new Set(), new Set(), new Map()];

const ABSENT = "a key has no value before it is written";
const SETS = "swap adds a value only where there is none";
const REPLACES = "swap replaces a value only if it is the expected one";
const DELETES = "swap deletes a value only if it is the expected one";
const NOTHING = "swap without values changes nothing";
const PARALLEL = "of parallel swaps exactly one succeeds";
const EXPIRES = "a value expires, and not earlier than it should";
const FREED = "of parallel swaps for an expired value's key exactly one succeeds";
const AGAIN = "a value that is written again has a new lifetime";
const LONG = "a value may live for thirty days";
const CASE = "keys and values are case-sensitive";
const LARGE = "a large value is stored whole";

/** Stores that are wrong, with the check that must fail. */
const BROKEN = {
  "reads, waits and writes": [PARALLEL, { later: () => new Promise(setImmediate) }],
  "reads, waits and deletes": [
    PARALLEL,
    {
      swap: where(isDelete, async (store, key, before) => {
        if ((await store.get(key)) !== before) return false;
        await new Promise(setImmediate);
        await store.swap(key, await store.get(key), undefined);
        return true;
      }),
    },
  ],
  "deletes what has expired": [
    EXPIRES,
    {
      async swap(store, [key, before, after, ttlMs]) {
        if (before === undefined) values.set(key, after);
        return (await store.swap(key, before, after, ttlMs)) || (after === undefined && before !== undefined && before === values.get(key));
      },
    },
  ],
  "overwrites whatever is there": [SETS, { isSame: () => true }],
  "replaces any value": [REPLACES, { isSame: (found, before) => (found === undefined) === (before === undefined) }],
  "deletes any value": [DELETES, { swap: where(isDelete, async (store, key) => store.swap(key, await store.get(key), undefined, 0)) }],
  "never deletes": [DELETES, { swap: where(isDelete, isHere) }],
  "forgets nothing": [EXPIRES, { lifetimeOf: () => 1e9 }],
  "takes the lifetime for microseconds": [EXPIRES, { lifetimeOf: (ms) => ms / 1000 }],
  "keeps the first lifetime": [
    AGAIN,
    {
      async swap(store, [key, before, after, ttlMs]) {
        if ((await store.get(key)) === undefined) ends.set(key, performance.now() + ttlMs);
        return store.swap(key, before, after, ends.get(key) - performance.now());
      },
    },
  ],
  "never shortens a lifetime": [AGAIN, { lifetimeOf: (ms, isThere) => (isThere ? 1e9 : ms) }],
  "waits with a timer": [
    LONG,
    {
      async swap(store, [key, before, after, ttlMs]) {
        const swapped = await store.swap(key, before, after, 1e12);
        if (swapped && ttlMs > 2 ** 31 - 1) setTimeout(async () => store.swap(key, await store.get(key), undefined, 0), 1);
        return swapped;
      },
    },
  ],
  "compares keys without their case": [CASE, { keyOf: (key) => key.toLowerCase() }],
  "compares values without their case": [CASE, { isSame: (found, before) => found?.toLowerCase() === before?.toLowerCase() }],
  "cuts long values": [LARGE, { storedAs: (value) => value.slice(0, 4000) }],
  "compares the start of a long value": [LARGE, { isSame: (found, before) => found?.slice(0, 4000) === before?.slice(0, 4000) }],
  "cannot compare a long value": [LARGE, { isSame: (found, before) => found === before && !(found?.length > 4000) }],
  "returns a number": [SETS, { swap: async (store, given) => Number(await store.swap(...given)) }],
  "returns an object": [SETS, { get: async (store, [key]) => ({ value: await store.get(key) }) }],
  "has one value for all keys": [SETS, { keyOf: () => "key" }],
  "lets an expired value block its key": [
    FREED,
    {
      async swap(store, [key, before, after, ttlMs]) {
        if (before === undefined && used.has(key)) return false;
        const swapped = await store.swap(key, before, after, ttlMs);
        if (swapped) after === undefined ? used.delete(key) : used.add(key);
        return swapped;
      },
    },
  ],
  "has a value for every key": [ABSENT, { get: async (store, [key]) => (await store.get(key)) ?? "a" }],
  "takes a missing value for any": [ABSENT, { isSame: (found, before) => found === before || found === undefined }],
  "writes although it refuses": [
    ABSENT,
    {
      async swap(store, [key, before, after, ttlMs]) {
        const swapped = await store.swap(key, before, after, ttlMs);
        if (!swapped && (await store.swap(key, undefined, "of a refusal", ttlMs))) await store.swap(key, "of a refusal", after, ttlMs);
        return swapped;
      },
    },
  ],
  "adds nothing": [
    SETS,
    {
      swap: where(
        (before) => before === undefined,
        () => false,
      ),
    },
  ],
  "writes nothing": [SETS, { swap: async (_, [, before]) => before === undefined }],
  "overwrites before it refuses": [SETS, { swap: overwriting((before) => before === undefined) }],
  "replaces before it refuses": [REPLACES, { swap: overwriting((before) => before !== undefined) }],
  "never replaces": [
    REPLACES,
    {
      swap: where(
        (before, after) => before !== undefined && after !== undefined,
        () => false,
      ),
    },
  ],
  "replaces nothing": [REPLACES, { swap: where((before, after) => before !== undefined && after !== undefined, isHere) }],
  "counts changed rows": [REPLACES, { swap: async (store, given) => (await store.swap(...given)) && given[1] !== given[2] }],
  "refuses to delete": [DELETES, { swap: where(isDelete, () => false) }],
  "deletes before it refuses": [
    DELETES,
    {
      swap: where(isDelete, async (store, key, before) => {
        const found = await store.get(key);
        if (found !== undefined) await store.swap(key, found, undefined, 0);
        return found === before;
      }),
    },
  ],
  "deletes what is not there": [
    DELETES,
    {
      swap: async (store, [key, before, after, ttlMs]) =>
        (await store.swap(key, before, after, ttlMs)) || (after === undefined && (await store.get(key)) === undefined),
    },
  ],
  "keeps a key of a deleted value": [
    DELETES,
    {
      async swap(store, [key, before, after, ttlMs]) {
        if (deleted.has(key)) return false;
        const swapped = await store.swap(key, before, after, ttlMs);
        if (swapped && after === undefined) deleted.add(key);
        return swapped;
      },
    },
  ],
  "compares no value with SQL": [NOTHING, { swap: where(isEmpty, () => false) }],
  "succeeds whenever it has nothing to do": [NOTHING, { swap: where(isEmpty, () => true) }],
  "has the last of parallel values": [PARALLEL, { swap: lastOfParallel(() => true) }],
  "has the last of parallel replacements": [PARALLEL, { swap: lastOfParallel((before) => before !== undefined) }],
  "has the last of parallel values after one has expired": [
    FREED,
    { swap: lastOfParallel((before, isFirst) => before === undefined && !isFirst) },
  ],
  "swaps what has expired": [
    EXPIRES,
    {
      async swap(store, [key, before, after, ttlMs]) {
        const swapped = (await store.swap(key, before, after, ttlMs)) || (before !== undefined && values.get(key) === before);
        if (swapped) values.set(key, after);
        return swapped;
      },
    },
  ],
};

describe("a store that keeps its promise passes", { concurrency: true }, () => {
  for (const [name, makeStore] of Object.entries({
    "one store": () => SHARED,
    "a store for each check": () => memoryStore(),
    "a promise of one": async () => broken(),
    "null for no value": () => broken({ get: async (store, [key]) => (await store.get(key)) ?? null }),
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

  /** The time of a write counts, too: a value may have expired before its writer hears that it was written. */
  test("although its database is slow, and each write is confirmed late", async () => {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const slow = (name) => async (store, given) => {
      await wait(150);
      return store[name](...given);
    };
    const late = async (store, given) => {
      const swapped = await store.swap(...given);
      await wait(700);
      return swapped;
    };
    for (const methods of [{ get: slow("get"), swap: slow("swap") }, { swap: late }])
      assert.deepEqual(await failures(() => broken(methods)), {});
  });
});

describe("a store fails that", { concurrency: true }, () => {
  for (const [name, [check, parts]] of Object.entries(BROKEN))
    test(name, async () => assert.ok(Object.hasOwn(await failures(() => broken(parts)), check)));
});

test("the names differ, and a check fails if the store cannot be made", async () => {
  const checks = storeSuite(() => Promise.reject(new Error("no database")));
  assert.equal(new Set(checks.map(({ name }) => name)).size, checks.length);
  for (const { run } of checks) await assert.rejects(run(), /no database/);
});

test("every requirement of the suite has a store that fails it, so that none can vanish", async () => {
  const source = readFileSync(file("dist/kit/testing/store-suite.js"), "utf8");
  const [, suite] = source.split("const CHECKS = {");
  const required = [...suite.matchAll(/\n {2}async "([^"]+)".*?\n {2}\},\n/gs)].flatMap(([check, name]) =>
    [...check.matchAll(/\bmust\((.*?)\);\n/gs)].map(([, given]) => [name, /(["`])((?:(?!\1).)+)\1\s*,?\s*$/s.exec(given)[2]]),
  );
  const found = await Promise.all(Object.values(BROKEN).map(([, parts]) => failures(() => broken(parts))));
  const isFailed = ([name, message]) => found.some((failed) => matches(message, failed[name]));
  assert.deepEqual(
    required.filter((requirement) => !isFailed(requirement)),
    [],
  );
  assert.deepEqual(
    storeSuite(memoryStore).map(({ name }) => name),
    [...new Set(Object.values(BROKEN).map(([name]) => name))].sort((a, b) => suite.indexOf(a) - suite.indexOf(b)),
  );
  assert.ok(required.length > 30, `${required.length}`);
});

/** Whether a message is that of a template. */
function matches(template, message = "") {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => RegExp.escape?.(part) ?? part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(message);
}

test("no key is used by two checks, nor in two runs: what an earlier run has left decides nothing", async () => {
  const keysOf = async () => {
    let used = new Set();
    const recording = (name) => (store, given) => {
      used.add(given[0]);
      return store[name](...given);
    };
    const all = [];
    for (const { run } of storeSuite(() => broken({ get: recording("get"), swap: recording("swap") }))) {
      used = new Set();
      await run();
      all.push(...used);
    }
    return all;
  };
  const all = [...(await keysOf()), ...(await keysOf())];
  assert.equal(new Set(all).size, all.length);
});

test("no check cleans up for another one: a store that removes expired values with each write fails, even if all share it", async () => {
  const records = new Map();
  const store = {
    get: async (key) => records.get(key)?.value,
    async swap(key, before, after, ttlMs) {
      for (const [name, { until }] of records) if (until <= performance.now()) records.delete(name);
      if (records.get(key)?.value !== before) return false;
      if (after === undefined) records.delete(key);
      else records.set(key, { value: after, until: performance.now() + ttlMs });
      return true;
    },
  };
  assert.match((await failures(() => store))[EXPIRES], /was there after/);
});
