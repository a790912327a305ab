/**
 * `storeSuite`: a store that keeps its promise passes, and each broken one fails the check that says what is wrong with
 * it.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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

/** Writes the new value although it refuses, where `isWrong` says so. */
const overwriting = (isWrong) => (swap, store) => async (key, before, after, ttlMs) => {
  const found = await store.get(key);
  const swapped = await swap(key, before, after, ttlMs);
  if (!swapped && found !== undefined && after !== undefined && isWrong(before)) await swap(key, found, after, ttlMs);
  return swapped;
};

/** Of parallel swaps one returns true, and another is written. */
const lastOfParallel = (isWrong) => (swap) => {
  const keys = new Map();
  return async (key, before, after, ttlMs) => {
    const swapped = await swap(key, before, after, ttlMs);
    if (swapped) keys.set(key, { value: after, isFirst: !keys.has(key) });
    const { value, isFirst } = keys.get(key) ?? {};
    if (!swapped && value !== undefined && after !== undefined && /\d/.test(after) && isWrong(before, isFirst)) {
      if (await swap(key, value, after, ttlMs)) keys.set(key, { value: after, isFirst });
    }
    return swapped;
  };
};

const ABSENT = "a key has no value before it is written";
const SETS = "swap adds a value only where there is none";
const REPLACES = "swap replaces a value only if it is the expected one";
const DELETES = "swap deletes a value only if it is the expected one";
const PARALLEL = "of parallel swaps exactly one succeeds";
const EXPIRES = "a value expires, and not earlier than it should";
const FREED = "of parallel swaps for an expired value's key exactly one succeeds";
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
    FREED,
    /0 of 50/,
  ],
  "has a value for every key": [{ get: (get) => async (key) => (await get(key)) ?? "a" }, ABSENT, /a key that was never written/],
  "takes a missing value for any": [
    { isSame: (found, before) => found === before || found === undefined },
    ABSENT,
    /a value is expected and there is none/,
  ],
  "writes although it refuses": [
    {
      swap: (swap) => async (key, before, after, ttlMs) => {
        const swapped = await swap(key, before, after, ttlMs);
        if (!swapped && (await swap(key, undefined, "of a refusal", ttlMs))) await swap(key, "of a refusal", after, ttlMs);
        return swapped;
      },
    },
    ABSENT,
    /returns false must write nothing/,
  ],
  "adds nothing": [
    {
      swap:
        (swap) =>
        async (key, before, ...given) =>
          before !== undefined && swap(key, before, ...given),
    },
    SETS,
    /where there is no value/,
  ],
  "writes nothing": [{ swap: () => async (_, before) => before === undefined }, SETS, /the value that swap has written/],
  "overwrites before it refuses": [{ swap: overwriting((before) => before === undefined) }, SETS, /returns false must write nothing/],
  "replaces before it refuses": [{ swap: overwriting((before) => before !== undefined) }, REPLACES, /returns false must write nothing/],
  "never replaces": [
    {
      swap: (swap) => async (key, before, after, ttlMs) => (before === undefined || after === undefined) && swap(key, before, after, ttlMs),
    },
    REPLACES,
    /true if the value is the expected one/,
  ],
  "replaces nothing": [
    {
      swap: (swap, store) => async (key, before, after, ttlMs) =>
        before === undefined || after === undefined ? swap(key, before, after, ttlMs) : (await store.get(key)) === before,
    },
    REPLACES,
    /the value that swap has written/,
  ],
  "counts changed rows": [
    {
      swap:
        (swap) =>
        async (key, before, ...given) =>
          (await swap(key, before, ...given)) && before !== given[0],
    },
    REPLACES,
    /even if the new value is the old one/,
  ],
  "refuses to delete": [
    { swap: (swap) => async (key, before, after, ttlMs) => after !== undefined && swap(key, before, after, ttlMs) },
    DELETES,
    /must delete the expected value/,
  ],
  "deletes before it refuses": [
    {
      swap: (swap, store) => async (key, before, after, ttlMs) => {
        const found = await store.get(key);
        if (after === undefined && found !== undefined) await swap(key, found, undefined, 0);
        return after === undefined ? found === before : swap(key, before, after, ttlMs);
      },
    },
    DELETES,
    /returns false must delete nothing/,
  ],
  "compares no value with SQL": [
    { swap: (swap) => async (key, before, after, ttlMs) => (before ?? after) !== undefined && swap(key, before, after, ttlMs) },
    "swap without values changes nothing",
    /none is given and there is none/,
  ],
  "succeeds whenever it has nothing to do": [
    { swap: (swap) => async (key, before, after, ttlMs) => (before ?? after) === undefined || swap(key, before, after, ttlMs) },
    "swap without values changes nothing",
    /none is given and there is one/,
  ],
  "deletes what is not there": [
    {
      swap: (swap, store) => async (key, before, after, ttlMs) =>
        (await swap(key, before, after, ttlMs)) || (after === undefined && (await store.get(key)) === undefined),
    },
    DELETES,
    /the value to delete is not there/,
  ],
  "keeps a key of a deleted value": [
    {
      swap: (swap) => {
        const deleted = new Set();
        return async (key, before, after, ttlMs) => {
          if (deleted.has(key)) return false;
          const swapped = await swap(key, before, after, ttlMs);
          if (swapped && after === undefined) deleted.add(key);
          return swapped;
        };
      },
    },
    DELETES,
    /must be free after its value was deleted/,
  ],
  "has the last of parallel values": [{ swap: lastOfParallel(() => true) }, PARALLEL, /the value of the swap that returned true/],
  "has the last of parallel replacements": [{ swap: lastOfParallel((before) => before !== undefined) }, PARALLEL, /the value of the swap/],
  "has the last of parallel values after one has expired": [
    { swap: lastOfParallel((before, isFirst) => before === undefined && !isFirst) },
    FREED,
    /the value of the swap that returned true/,
  ],
  "swaps what has expired": [
    {
      swap: (swap) => {
        const values = new Map();
        return async (key, before, after, ttlMs) => {
          const swapped = (await swap(key, before, after, ttlMs)) || (before !== undefined && values.get(key) === before);
          if (swapped) values.set(key, after);
          return swapped;
        };
      },
    },
    EXPIRES,
    /must not find a value that has expired/,
  ],
  "compares the start of a long value": [
    { isSame: (found, before) => found?.slice(0, 4000) === before?.slice(0, 4000) },
    "a large value is stored whole",
    /compare all of a value/,
  ],
  "cannot compare a long value": [
    { isSame: (found, before) => found === before && !(found?.length > 4000) },
    "a large value is stored whole",
    /characters is the expected one/,
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

/** The time of a write counts, too: a value may have expired before its writer hears that it was written. */
test("a store that keeps its promise passes although each write is confirmed late", async () => {
  const late =
    (swap) =>
    async (...given) => {
      const swapped = await swap(...given);
      await new Promise((resolve) => setTimeout(resolve, 700));
      return swapped;
    };
  assert.deepEqual(await failures(() => broken({ swap: late })), {});
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

test("every requirement of the suite has a store that fails it, so that none can vanish", async () => {
  const source = readFileSync(new URL("../../../pkg-template/testing/store-suite.js", import.meta.url), "utf8");
  const [, suite] = source.split("const CHECKS = {");
  const required = [...suite.matchAll(/\n {2}async "([^"]+)".*?\n {2}\},\n/gs)].flatMap(([check, name]) =>
    [...check.matchAll(/\bmust\((.*?)\);\n/gs)].map(([, given]) => [name, /(["`])((?:(?!\1).)+)\1\s*,?\s*$/s.exec(given)[2]]),
  );
  const found = await Promise.all(Object.values(BROKEN).map(([parts]) => failures(() => broken(parts))));
  const isFailed = ([name, message]) => found.some((failed) => matches(message, failed[name]));
  assert.deepEqual(
    required.filter((requirement) => !isFailed(requirement)),
    [],
  );
  assert.deepEqual(
    storeSuite(memoryStore).map(({ name }) => name),
    [...new Set(Object.values(BROKEN).map(([, name]) => name))].sort((a, b) => suite.indexOf(a) - suite.indexOf(b)),
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
    const recording =
      (method) =>
      (key, ...given) => {
        used.add(key);
        return method(key, ...given);
      };
    const all = [];
    for (const { run } of storeSuite(() => broken({ get: recording, swap: recording }))) {
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
