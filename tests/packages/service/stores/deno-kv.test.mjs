/** When a record of Deno KV ends: a database in memory that expires records late, as Deno KV does. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { subpath } from "../../helpers/install/index.mjs";

const { denoKvStore } = await subpath("stores/deno-kv");
const DAY = 86_400_000;

/** A database that deletes nothing by itself, and lists the lifetimes that it was given. */
function database() {
  const entries = new Map();
  const lifetimes = [];
  let version = 0;
  const nameOf = (key) => JSON.stringify(key);
  const entryOf = (key) => entries.get(nameOf(key)) ?? { value: null, versionstamp: null };
  const kv = {
    get: async (key) => structuredClone(entryOf(key)),
    atomic() {
      const checks = [];
      const changes = [];
      const transaction = {
        check({ key, versionstamp }) {
          checks.push(() => entryOf(key).versionstamp === versionstamp);
          return transaction;
        },
        set(key, value, { expireIn }) {
          changes.push(() => entries.set(nameOf(key), { value, versionstamp: String(++version) }));
          lifetimes.push(expireIn);
          return transaction;
        },
        delete(key) {
          changes.push(() => entries.delete(nameOf(key)));
          return transaction;
        },
        async commit() {
          const ok = checks.every((holds) => holds());
          if (ok) for (const change of changes) change();
          return { ok };
        },
      };
      return transaction;
    },
  };
  return { kv, entries, lifetimes };
}

describe("denoKvStore", () => {
  beforeEach(() => mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") }));
  afterEach(() => mock.timers.reset());

  for (const lifetime of [1, 366 * DAY]) {
    test(`a record ends after ${lifetime} ms, although the database still has it`, async () => {
      const { kv, entries, lifetimes } = database();
      const store = denoKvStore(kv);
      assert.equal(await store.swap("key", undefined, "a", lifetime), true);
      assert.deepEqual(lifetimes, [lifetime]);
      mock.timers.tick(lifetime - 1);
      assert.equal(await store.get("key"), "a");
      assert.equal(await store.swap("key", undefined, "b", lifetime), false);
      mock.timers.tick(1);
      assert.equal(await store.get("key"), undefined);
      assert.equal(entries.size, 1);
      assert.equal(await store.swap("key", "a", "b", lifetime), false);
      assert.equal(await store.swap("key", undefined, "b", lifetime), true);
      assert.equal(await store.get("key"), "b");
      assert.equal(await store.swap("key", "b", undefined, 0), true);
      assert.equal(entries.size, 0, "what is removed is not kept until it expires");
    });
  }

  test("where the database deletes an expired record in between, the swap is done all the same", async () => {
    const { kv, entries } = database();
    const store = denoKvStore(kv);
    await store.swap("key", undefined, "a", 1);
    mock.timers.tick(1);
    let reads = 0;
    const get = async (key) => {
      const entry = await kv.get(key);
      if (reads++ === 0) entries.clear();
      return entry;
    };
    assert.equal(await denoKvStore({ ...kv, get }).swap("key", undefined, "b", DAY), true);
    assert.deepEqual([reads, await store.get("key")], [2, "b"]);
  });

  test("a key has our prefix", async () => {
    const { kv, entries } = database();
    await denoKvStore(kv).swap("a", undefined, "b", DAY);
    assert.deepEqual([...entries.keys()], [JSON.stringify(["kyclink", "a"])]);
  });

  test("a lifetime that is not whole is rounded up", async () => {
    const { kv, lifetimes } = database();
    await denoKvStore(kv).swap("key", undefined, "a", 0.5);
    assert.deepEqual(lifetimes, [1]);
  });
});
