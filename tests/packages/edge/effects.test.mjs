/** What the handler's steps make of a delivery, as the page and the store see it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHandler, createSandbox, memoryStore, newKey, ORIGIN, setUp } from "../helpers/edge/harness.mjs";

describe("a delivery", () => {
  const deliver = async (name, { sandbox, config }, event, given) => {
    const { body, headers } = await sandbox.signWebhook(name, event);
    const init = { method: "POST", body, headers, ...given };
    return (await createHandler(config)(new Request(`${ORIGIN}/kyc/webhooks/${name}`, init))).status;
  };
  const EVENTS = {
    spherepay: (id) => ({ id: newKey(), name: "customer.kyc.successful", created: new Date().toISOString(), data: { customer: { id } } }),
    bridge: (id) => ({
      event_id: newKey(),
      event_category: "kyc_link",
      event_type: "kyc_link.updated.status_transitioned",
      event_object_id: id,
    }),
    grid: (id) => ({ id: `Webhook:${newKey()}`, type: "CUSTOMER.KYC_APPROVED", timestamp: new Date().toISOString(), data: { id } }),
  };

  for (const [name, event] of Object.entries(EVENTS)) {
    test(`of ${name} is verified with its key, and with no other`, async () => {
      const { sandbox, config } = setUp();
      const keys = await sandbox.webhookKeys();
      const other = await createSandbox().webhookKeys();
      const option = name === "spherepay" ? "webhookSecret" : "webhookPublicKey";
      const events = [];
      const withKey = (key) => ({ ...config, onEvent: (event) => events.push(event.kind), [name]: { ...config[name], [option]: key } });
      assert.equal(await deliver(name, { sandbox, config: withKey(keys[name]) }, event("customer_1")), 200);
      assert.equal(
        await deliver(name, { sandbox, config: withKey([other[name], keys[name]]) }, event("customer_1")),
        200,
        "one of several",
      );
      assert.equal(events.length, 2);
      if (other[name] !== keys[name])
        assert.equal(await deliver(name, { sandbox, config: withKey(other[name]) }, event("customer_1")), 401);
      assert.equal(
        await deliver(name, { sandbox, config: withKey(keys[name]) }, event("customer_1"), { headers: {} }),
        401,
        "no signature",
      );
      assert.equal(await deliver(name, { sandbox, config }, event("customer_1")), 404, "no key");
      assert.equal(events.length, 2);
    });
  }

  test("that a hook refuses is forgotten: its record is deleted, not written", async () => {
    const { sandbox, config } = setUp();
    const keys = await sandbox.webhookKeys();
    const store = memoryStore();
    const written = [];
    const swap = (name, before, after, ttlMs) => {
      written.push([name, after === undefined]);
      return store.swap(name, before, after, ttlMs);
    };
    const own = {
      ...config,
      store: { ...store, swap },
      onEvent: () => Promise.reject(new Error("no")),
      spherepay: { ...config.spherepay, webhookSecret: keys.spherepay },
    };
    assert.equal(await deliver("spherepay", { sandbox, config: own }, EVENTS.spherepay("customer_1")), 503);
    const [lock, ...others] = written;
    assert.deepEqual([lock[1], others.at(-1)], [false, [lock[0], true]]);
    assert.equal(await store.get(lock[0]), undefined);
  });
});
