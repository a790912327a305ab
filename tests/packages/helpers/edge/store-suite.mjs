/** The requirements of every store: those of `kyclink/testing`, and that a handler and a limiter work with it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { subpath } from "../install/index.mjs";
import { burst, countingStore } from "./bursts.mjs";
import { browser, configOf, createHandler, createSandbox, newKey, PERSON, storeSuite } from "./harness.mjs";

const { limitBy } = await subpath("edge");

export function keepsItsPromise(name, makeStore) {
  describe(name, { concurrency: true }, () => {
    for (const { name, run } of storeSuite(makeStore)) test(name, run);

    // Without a limit, a store that keeps values for ever would be waited for without end.
    test("a value that has expired is neither removed nor replaced", { timeout: 30_000 }, async () => {
      const store = await makeStore();
      for (const after of [undefined, "b"]) {
        const key = newKey();
        assert.equal(await store.swap(key, undefined, "a", 50), true);
        while ((await store.get(key)) !== undefined) await sleep(10);
        assert.equal(await store.swap(key, "a", after, 60_000), false);
        assert.equal(await store.get(key), undefined);
      }
    });

    test("a handler with it: one customer and one response, also after a lost one", async () => {
      const sandbox = createSandbox();
      const store = await makeStore();
      const handler = createHandler(configOf(sandbox, { store }));
      const key = newKey();
      const post = (person = PERSON) => browser(handler).json("links", person, { "idempotency-key": key });
      sandbox.nextFailure("drop_after");
      assert.equal((await post()).status, 503);
      const replies = await Promise.all(Array.from({ length: 20 }, () => post()));
      assert.deepEqual(
        [...new Set(replies.map(({ status }) => status))].filter((status) => ![201, 409].includes(status)),
        [],
      );
      const last = await post();
      assert.equal(last.status, 201, last.text);
      assert.deepEqual((await post()).body, last.body);
      assert.equal((await post({ ...PERSON, email: "john@example.com" })).status, 422);
      assert.equal(sandbox.customers().length, 1);
    });

    test("a limiter on it: of concurrent requests of two processes, as many as the limit are admitted", async () => {
      const store = await makeStore();
      const limits = { links: { max: 5, perMs: 600_000 }, status: { max: 1, perMs: 600_000 } };
      const client = newKey(); // the store may have counters of other tests
      const processes = [0, 1].map(() => limitBy({ store, limits, key: () => client }));
      const request = new Request("https://app.example.com/kyc/links");
      const all = await Promise.all(Array.from({ length: 20 }, (_, at) => processes[at % 2](request, "links")));
      assert.equal(all.filter((verdict) => verdict === true).length, 5);
      assert.ok(all.every((verdict) => verdict === true || (verdict.retryAfterMs > 0 && verdict.retryAfterMs <= 600_000)));
      assert.equal(await processes[0](request, "status"), true);
      assert.notEqual(await processes[1](request, "status"), true);
    });

    test("a limiter on it: a thousand requests of a client at once, and a thousand webhooks", { timeout: 120_000 }, async () => {
      const store = countingStore(await makeStore());
      const client = newKey();
      const limit = limitBy({ store, key: () => client });
      assert.equal(await burst(limit, store, 1000, "status"), 600);
      assert.equal(await burst(limit, store, 1000, "webhooks/grid"), 1000);
    });
  });
}

/** A store in another process, which `ask` calls with a method and its arguments. */
export function storeAt(ask) {
  return { get: async (key) => (await ask("get", key)) ?? undefined, swap: (...given) => ask("swap", ...given) };
}
