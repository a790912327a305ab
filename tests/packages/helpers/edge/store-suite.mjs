/** The requirements of every store: those of `kyclink/testing`, and that a handler works with it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, configOf, createHandler, createOperator, createSandbox, KEY, newKey, PERSON, storeSuite } from "./harness.mjs";

export function keepsItsPromise(name, makeStore) {
  describe(name, { concurrency: true }, () => {
    for (const { name, run } of storeSuite(makeStore)) test(name, run);

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
  });
}

/** A store in another process, which `ask` calls with a method and its arguments. */
export function storeAt(ask) {
  return { get: async (key) => (await ask("get", key)) ?? undefined, swap: (...given) => ask("swap", ...given) };
}
