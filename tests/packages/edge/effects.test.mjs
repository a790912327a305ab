/** What the handler's steps make of a response and of a delivery, as the page and the store see it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, createHandler, createSandbox, memoryStore, newKey, ORIGIN, PERSON_AT_GRID, setUp } from "../helpers/edge/harness.mjs";

test("what is wrong with a code or a corrected contact belongs to the field of that page, and is at most 50 issues", async () => {
  const { config, sandbox } = setUp({ provider: "grid" });
  const errors = Array.from({ length: 60 }, () => ({ field: "email", message: "no" }));
  const refusal = { status: 400, code: "INVALID_INPUT", message: "no", details: { errors } };
  const fetch = async (url, init) => (init.method === "PATCH" ? Response.json(refusal, { status: 400 }) : sandbox.fetch(url, init));
  const page = browser(createHandler({ ...config, fetch }));
  await page.json("links", PERSON_AT_GRID);
  await page.empty("contact/email");
  for (const [path, body, code, issues] of [
    ["contact/email/confirm", { code: "000000" }, "provider_rejected", [["provider", "/code"]]],
    ["contact/email/confirm", { code: 5 }, "invalid_request", [["invalid_type", "/code"]]],
    ["contact/email", { value: "x" }, "invalid_request", [["email_format", "/value"]]],
    ["contact/email", { value: "new@example.com" }, "provider_rejected", Array(50).fill(["provider", "/value"])],
  ]) {
    const { body: problem } = await page.json(path, body);
    assert.equal(problem.code, code);
    assert.deepEqual(
      problem.errors.map((issue) => [issue.code, issue.pointer]),
      issues,
    );
  }
});

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
