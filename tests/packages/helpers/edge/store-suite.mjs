/** The requirements of every store: those of `kyclink/testing`, and that a handler works with it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, KEY, newKey, PERSON, storeSuite } from "./harness.mjs";

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
  });
}

/** A store in another process, which `ask` calls with a method and its arguments. */
export function storeAt(ask) {
  return { get: async (key) => (await ask("get", key)) ?? undefined, swap: (...given) => ask("swap", ...given) };
}
