/** One suite for every store: the memory of a process, and the Durable Object in workerd. */

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { KEY, PERSON, browser, configOf, createHandler, createSandbox, memoryStore, newKey } from "./edge/harness.mjs";
import { startWorker } from "./edge/workerd.mjs";

const worker = await startWorker({});
after(() => worker.close());

const DAY = 86_400_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (const [name, store] of Object.entries({ "memoryStore()": memoryStore(), KycLinkStore: worker.store })) {
  describe(name, () => {
    test("a value is put where there is none, changed where it is the one, deleted", async () => {
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

    test("of fifty at once one wins", async () => {
      const key = newKey();
      const first = await Promise.all(Array.from({ length: 50 }, (_, i) => store.swap(key, undefined, `a${i}`, DAY)));
      assert.deepEqual(first.filter(Boolean), [true]);
      const value = await store.get(key);
      assert.equal(value, `a${first.indexOf(true)}`);
      const second = await Promise.all(Array.from({ length: 50 }, (_, i) => store.swap(key, value, `b${i}`, DAY)));
      assert.deepEqual(second.filter(Boolean), [true]);
    });

    test("a value is gone when its time is over, and one that was written again is not", async () => {
      const [short, long] = [newKey(), newKey()];
      await store.swap(short, undefined, "a", 100);
      await store.swap(long, undefined, "a", 100);
      await store.swap(long, "a", "b", DAY);
      await pause(300);
      assert.equal(await store.get(short), undefined);
      assert.equal(await store.swap(short, "a", "b", DAY), false);
      assert.equal(await store.swap(short, undefined, "c", DAY), true);
      assert.equal(await store.get(long), "b");
    });

    test("a handler on it: one customer, one answer, also after a lost one", async () => {
      const sandbox = createSandbox();
      const handler = createHandler(configOf(sandbox, { store }));
      const key = newKey();
      const post = (person = PERSON) => browser(handler).json("links", person, { "idempotency-key": key });
      sandbox.nextFailure("drop_after");
      assert.equal((await post()).status, 503);
      const answers = await Promise.all(Array.from({ length: 20 }, () => post()));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))].filter((status) => ![201, 409].includes(status)), []);
      const last = await post();
      assert.equal(last.status, 201, last.text);
      assert.deepEqual((await post()).body, last.body);
      assert.equal((await post({ ...PERSON, email: "john@example.com" })).status, 422);
      assert.equal(sandbox.customers().length, 1);
      assert.notEqual(key, KEY);
    });
  });
}

test("what is kept says nothing about anybody", async () => {
  const kept = [];
  const store = memoryStore();
  const recording = { get: store.get, swap: (key, before, after, ttlMs) => (kept.push(key, after ?? ""), store.swap(key, before, after, ttlMs)) };
  const sandbox = createSandbox();
  const page = browser(createHandler(configOf(sandbox, { store: recording, authorize: () => ({ reference: "user-42" }) })));
  await page.json("links", PERSON, { "idempotency-key": KEY });
  await page.get("status");
  assert.ok(kept.length >= 6);
  for (const text of kept) assert.match(text, /^[\w-]*$/);
  for (const word of ["jane.smith", "4155550123", "user-42", KEY, sandbox.customers()[0].id]) assert.ok(!kept.some((text) => text.includes(word)), word);
});

test("a memory store forgets what nobody asks for again", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const store = memoryStore();
  const value = "x".repeat(1000);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 100_000; i++) {
    await store.swap(String(i), undefined, value + i, 1000);
    if (i % 1000 === 0) t.mock.timers.tick(1000);
  }
  assert.ok(process.memoryUsage().heapUsed - before < 60_000_000);
});
