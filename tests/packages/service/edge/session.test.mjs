/**
 * What the handler gets from outside: a long reference, what stores return, and headers of a signature. Which cookies it
 * trusts is in tests/it/edge/session.rs, and that a changed one opens nothing in vault.test.mjs.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, KEY, memoryStore, ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";

test("the cookie of the longest reference is one that browsers keep", async () => {
  for (const letter of ["x", "\u00e9", "\u8a9e", '"']) {
    const { browser } = setUp({ authorize: () => ({ reference: letter.repeat(500) }) });
    const { headers } = await browser().json("links", PERSON);
    // RFC 6265, section 6.1: the sum of name, value and attributes.
    assert.ok(headers.get("set-cookie").length <= 4096, letter);
  }
  const { browser, errors } = setUp({ authorize: () => ({ reference: "x".repeat(501) }) });
  assert.equal((await browser().json("links", PERSON)).status, 403);
  assert.match(errors[0].error.message, /at most 500 characters/);
});

test("without an id, a session is none under another base path over the same store", async () => {
  const { browser: open, config } = setUp({ authorize: () => ({ reference: "jane" }) });
  const page = open();
  assert.equal((await page.json("links", PERSON)).status, 201);
  const statusAt = async (basePath) => {
    const handler = createHandler({ ...config, basePath });
    const elsewhere = browser((request) => handler(new Request(request.url.replace("/kyc/", `${basePath}/`), request)));
    elsewhere.cookie(page.cookie());
    return (await elsewhere.get("status")).body.status;
  };
  assert.deepEqual([await statusAt("/kyc"), await statusAt("/kyb")], ["incomplete", "none"]);
});

test("a store may return null for no value", async () => {
  const store = memoryStore();
  const { browser: open, sandbox } = setUp({ store: { ...store, get: async (key) => (await store.get(key)) ?? null } });
  const page = open();
  const post = () => page.json("links", PERSON, { "idempotency-key": KEY });
  assert.deepEqual([(await post()).status, (await post()).status, (await page.get("status")).body.status], [201, 201, "incomplete"]);
  assert.equal(sandbox.customers().length, 1);
});

test("a header of a signature that is JSON of any depth, or none, changes no other route and is no signature", async () => {
  const nested = (levels, [open, close] = ["[", "]"]) => open.repeat(levels) + close.repeat(levels);
  const given = [1, 59, 60, 61, 62, 63, 64, 200, 4000].flatMap((levels) => [nested(levels), nested(levels, ['{"a":', "}"])]);
  given.push('{"\\ud800":"x"}', '"\\ud800"', "1e999", "[1e999]", '{"__proto__":{"v1":"x"}}', '{"toJSON":1}', "!", "{", "");
  const { config, errors } = setUp();
  const webhookSecret = "secret-of-ours-for-webhooks-of-32-bytes";
  const page = browser(createHandler({ ...config, spherepay: { ...config.spherepay, webhookSecret } }));
  assert.equal((await page.json("links", PERSON)).status, 201);
  for (const name of ["signature", "x-grid-signature", "x-webhook-signature"]) {
    for (const value of given) {
      const headers = { origin: ORIGIN, [name]: value };
      assert.equal((await page.send("status", { headers })).status, 200, `${name}: ${value.slice(0, 80)}`);
      const delivery = await page.send("webhooks/spherepay", { method: "POST", body: "{}", headers });
      assert.equal(delivery.status, 401, `${name}: ${value.slice(0, 80)}`);
    }
  }
  assert.deepEqual(
    errors.filter(({ error }) => error.code !== "webhook_signature"),
    [],
  );
});
