/** The requirements of every store. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, KEY, newKey, PERSON } from "./harness.mjs";

const DAY = 86_400_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function keepsItsPromise(name, store) {
  describe(name, () => {
    test("a value is added if there is none, replaced if it is the expected one, deleted", async () => {
      const key = newKey();
      assert.equal(await store.get(key), undefined);
      assert.equal(await store.swap(key, "other", "a", DAY), false);
      assert.equal(await store.swap(key, undefined, "a", DAY), true);
      assert.equal(await store.swap(key, undefined, "b", DAY), false);
      assert.equal(await store.swap(key, "b", "c", DAY), false);
      assert.equal(await store.get(key), "a");
      assert.equal(await store.swap(key, "a", "b", DAY), true);
      assert.equal(await store.get(key), "b");
      assert.equal(await store.swap(key, "a", undefined, 0), false);
      assert.equal(await store.swap(key, "b", undefined, 0), true);
      assert.equal(await store.get(key), undefined);
      assert.equal(await store.swap(key, undefined, "d", DAY), true);
      assert.equal(await store.get(newKey()), undefined);
    });

    test("of fifty in parallel one wins", async () => {
      const key = newKey();
      const first = await Promise.all(Array.from({ length: 50 }, (_, i) => store.swap(key, undefined, `a${i}`, DAY)));
      assert.deepEqual(first.filter(Boolean), [true]);
      const value = await store.get(key);
      assert.equal(value, `a${first.indexOf(true)}`);
      const second = await Promise.all(Array.from({ length: 50 }, (_, i) => store.swap(key, value, `b${i}`, DAY)));
      assert.deepEqual(second.filter(Boolean), [true]);
      const last = await store.get(key);
      const third = await Promise.all(Array.from({ length: 50 }, () => store.swap(key, last, undefined, 0)));
      assert.deepEqual(third.filter(Boolean), [true]);
    });

    test("a value expires, and one that was written again does not", async () => {
      const short = newKey();
      await store.swap(short, undefined, "a", 100);
      let long;
      // On a busy machine the value may have expired before it is written again.
      for (let tries = 0, isInTime = false; !isInTime; tries++) {
        assert.ok(tries < 50);
        long = newKey();
        await store.swap(long, undefined, "a", 100);
        isInTime = await store.swap(long, "a", "b", DAY);
      }
      await pause(300);
      assert.equal(await store.get(short), undefined);
      assert.equal(await store.swap(short, "a", "b", DAY), false);
      assert.equal(await store.swap(short, undefined, "c", DAY), true);
      assert.equal(await store.get(long), "b");
    });

    test("a handler with it: one customer and one response, also after a lost one", async () => {
      const sandbox = createSandbox();
      const handler = createHandler(configOf(sandbox, { store }));
      const key = newKey();
      const post = (person = PERSON) => browser(handler).json("links", person, { "idempotency-key": key });
      sandbox.nextFailure("drop_after");
      assert.equal((await post()).status, 503);
      const answers = await Promise.all(Array.from({ length: 20 }, () => post()));
      assert.deepEqual(
        [...new Set(answers.map(({ status }) => status))].filter((status) => ![201, 409].includes(status)),
        [],
      );
      const last = await post();
      assert.equal(last.status, 201, last.text);
      assert.deepEqual((await post()).body, last.body);
      assert.equal((await post({ ...PERSON, email: "john@example.com" })).status, 422);
      assert.equal(sandbox.customers().length, 1);
      assert.notEqual(key, KEY);
    });
  });
}

/** A store of another process, which answers `[method, ...given]`. */
export function storeAt(ask) {
  return { get: async (key) => (await ask("get", key)) ?? undefined, swap: (...given) => ask("swap", ...given) };
}
