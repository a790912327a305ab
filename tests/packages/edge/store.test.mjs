/**
 * One suite for every store: here those of a process's memory, of the Durable Object in workerd and of Redis over HTTP.
 * stores.test.mjs has those with a server, and runtimes/examples.test.mjs the one in Deno.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, configOf, createHandler, createSandbox, KEY, memoryStore, PERSON } from "../helpers/edge/harness.mjs";
import { startRedis } from "../helpers/edge/redis.mjs";
import { keepsItsPromise } from "../helpers/edge/store-suite.mjs";
import { startWorker } from "../helpers/edge/workerd.mjs";
import { example } from "../helpers/examples/install.mjs";

const { redisOverHttp } = await import(pathToFileURL(join(example("next-edge"), "app/kyc/store.mjs")));

const [worker, redis] = await Promise.all([startWorker({}), startRedis()]);
after(() => Promise.all([worker.close(), redis.close()]));

for (const [name, store] of Object.entries({
  "memoryStore()": memoryStore(),
  KycLinkStore: worker.store,
  "redisStore() of examples/next-edge": redisOverHttp(redis),
}))
  keepsItsPromise(name, () => store);

test("stored records reveal no personal data", async () => {
  const kept = [];
  const store = memoryStore();
  const recording = {
    get: store.get,
    swap: (key, before, after, ttlMs) => {
      kept.push(key, after ?? "");
      return store.swap(key, before, after, ttlMs);
    },
  };
  const sandbox = createSandbox();
  const page = browser(createHandler(configOf(sandbox, { store: recording, authorize: () => ({ reference: "user-42" }) })));
  await page.json("links", PERSON, { "idempotency-key": KEY });
  await page.get("status");
  assert.ok(kept.length >= 6);
  for (const text of kept) assert.match(text, /^[\w-]*$/);
  for (const word of ["jane.smith", "4155550123", "user-42", KEY, sandbox.customers()[0].id])
    assert.ok(!kept.some((text) => text.includes(word)), word);
});

test("a memory store removes expired records that nobody reads", async (t) => {
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
