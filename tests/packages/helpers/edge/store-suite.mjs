/** The requirements of every store: those of `kyclink/testing`, and that a handler works with it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { subpath } from "../install/index.mjs";
import { burst, countingStore } from "./bursts.mjs";
import { browser, configOf, createHandler, createOperator, createSandbox, KEY, newKey, PERSON, storeSuite } from "./harness.mjs";

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
      assert.notEqual(key, KEY);
    });

    test("an operator with it: a stranger who posts while the address is released keeps nothing", async () => {
      const sandbox = createSandbox();
      let reference;
      const bridge = { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.bridge };
      const authorize = () => ({ reference });
      const config = configOf(sandbox, { provider: "bridge", bridge, authorize, store: await makeStore(), onError: () => {} });
      const handler = createHandler(config);
      const key = { "idempotency-key": newKey() };
      reference = "mallory";
      const [one, other] = [browser(handler), browser(handler)];
      assert.equal((await one.json("links", PERSON, key)).status, 202);
      const attack = () => [one.json("links", PERSON, key), one.json("links/renew", {}), other.json("links", PERSON)];
      await Promise.all([createOperator(config).release({ email: PERSON.email, to: "jane" }), ...attack()]);
      for (const { status } of await Promise.all(attack())) assert.ok([401, 409].includes(status), String(status));
      for (const stranger of [one, other]) assert.equal((await stranger.get("status")).body.status, "none");
      reference = "jane";
      assert.equal((await browser(handler).json("links", PERSON)).status, 202);
    });

    test("an operator with it: a person's records are exported, and nothing but an empty claim is left of them", async () => {
      const sandbox = createSandbox();
      const written = new Set();
      const { get, swap } = await makeStore();
      const record = (key, ...rest) => swap(written.add(key) && key, ...rest);
      const config = configOf(sandbox, { store: { get, swap: record } });
      const page = browser(createHandler(config));
      assert.equal((await page.json("links", PERSON)).status, 201);
      assert.equal((await page.get("status")).body.status, "incomplete");
      assert.equal((await page.json("links/renew", {})).status, 201);
      const operator = createOperator(config);
      const [{ id: customerId }] = sandbox.customers();
      const { customers } = await operator.exportData({ email: PERSON.email.toUpperCase() });
      assert.deepEqual(
        customers.map((customer) => [customer.customerId, customer.records.map(({ record }) => record)]),
        [[customerId, ["claim", "status", "renewed"]]],
      );
      const { removed, atProvider } = await operator.forget({ email: PERSON.email });
      assert.deepEqual([removed, atProvider.map((customer) => customer.customerId)], [3, [customerId]]);
      assert.equal((await page.get("status")).body.status, "none");
      const left = await Promise.all([...written].map((key) => get(key)));
      assert.equal(left.filter((value) => typeof value === "string").length, 1, "the empty claim");
      assert.deepEqual((await operator.exportData({ customerId })).customers[0].records, []);
      assert.equal((await operator.forget({ customerId })).removed, 0);
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
