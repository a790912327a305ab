/** What the handler trusts: rotated secrets, a reference of any length, and what stores return. */

import assert from "node:assert/strict";
import { afterEach, describe, mock, test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createSandbox,
  KEY,
  memoryStore,
  ORIGIN,
  PERSON,
  SECRET,
  setUp,
} from "../helpers/edge/harness.mjs";

const NEW_SECRET = "a-newer-secret-of-more-than-32-bytes";

afterEach(() => mock.timers.reset());

/** A handler whose secret can be replaced, with what posts its webhooks. */
async function rotating(config) {
  const sandbox = createSandbox();
  const store = memoryStore();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const errors = [];
  const open = (cookieSecret) => {
    const own = configOf(sandbox, { store, cookieSecret, onError: (error) => errors.push(error), ...config });
    return createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
  };
  const deliver = async (handler, id, created = new Date().toISOString()) => {
    const event = { id, name: "customer.kyc.successful", created, data: { customer: { id: sandbox.customers()[0].id } } };
    const { body, headers } = await sandbox.signWebhook("spherepay", event);
    return (await handler(new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", body, headers }))).status;
  };
  return { sandbox, store, errors, open, deliver };
}

describe("cookieSecret", () => {
  test("replaced in an emergency: known customers keep their webhooks, and people start again", async () => {
    const handled = [];
    const { open, deliver } = await rotating({ onEvent: ({ id }) => void handled.push(id) });
    const before = open(SECRET);
    const page = browser(before);
    await page.json("links", PERSON);
    await page.get("status");
    assert.equal(await deliver(before, "event_1"), 200);
    const after = open(NEW_SECRET);
    assert.equal(await deliver(after, "event_2"), 200, "a status that is sealed under the old secret is learned anew");
    assert.equal(await deliver(after, "event_1"), 200, "an event that nobody can read any more is an event");
    assert.deepEqual(handled, ["event_1", "event_2", "event_1"]);
    const old = browser(after);
    old.cookie(page.cookie());
    assert.deepEqual((await old.get("status")).body, { status: "none", nextAction: "none" });
    assert.equal((await browser(after).json("links", PERSON)).status, 201);
  });

  test("rotated as planned: nothing changes", async () => {
    const { open, deliver } = await rotating();
    const page = browser(open(SECRET));
    const first = await page.json("links", PERSON, { "idempotency-key": KEY });
    const after = open([NEW_SECRET, SECRET]);
    const same = browser(after);
    same.cookie(page.cookie());
    assert.equal((await same.get("status")).body.status, "incomplete");
    assert.deepEqual((await same.json("links", PERSON, { "idempotency-key": KEY })).body, first.body);
    assert.equal(await deliver(after, "event_1"), 200);
    assert.equal((await same.get("status")).body.status, "approved");
  });
});

describe("authorize", () => {
  test("the cookie of the longest reference is one that browsers keep", async () => {
    for (const letter of ["x", "\u00e9", "\u8a9e", '"']) {
      const { handler } = setUp({ authorize: () => ({ reference: letter.repeat(500) }) });
      const headers = { "content-type": "application/json", origin: ORIGIN };
      const response = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body: JSON.stringify(PERSON) }));
      assert.equal(response.status, 201);
      // RFC 6265, section 6.1: the sum of name, value and attributes.
      assert.ok(response.headers.get("set-cookie").length <= 4096, letter);
    }
  });

  test("a Response whose body is used refuses all the same", async () => {
    const used = new Response("x", { status: 401 });
    await used.text();
    const { browser: open, errors } = setUp({ authorize: () => used });
    const { status, body, headers } = await open().json("links", PERSON);
    assert.deepEqual([status, body.code, headers.get("cache-control")], [403, "not_allowed", "no-store"]);
    assert.ok(errors.length > 0);
  });
});

describe("stores", () => {
  test("may return null for no value", async () => {
    const store = memoryStore();
    const { browser: open, sandbox } = setUp({ store: { ...store, get: async (key) => (await store.get(key)) ?? null } });
    const page = open();
    const post = () => page.json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([(await post()).status, (await post()).status, (await page.get("status")).body.status], [201, 201, "incomplete"]);
    assert.equal(sandbox.customers().length, 1);
  });

  test("may contain other data: it never opens and does not count as missing", async () => {
    const { browser: open } = setUp({ store: { get: async () => "garbage", swap: async () => false } });
    const { status, body } = await open().json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([status, body.code], [503, "not_now"]);
  });

  for (const wrong of ["1", "0", "", 1, 0, { modifiedCount: 0 }, { raw: null }, [], null, undefined]) {
    test(`must say whether it has swapped with true or false: ${JSON.stringify(wrong)} is refused`, async () => {
      const errors = [];
      const store = memoryStore();
      const swap = async (...given) => (await store.swap(...given)) && wrong;
      const { browser: open, sandbox } = setUp({ store: { ...store, swap }, onError: (error) => errors.push(error) });
      const { status } = await open().json("links", PERSON, { "idempotency-key": KEY });
      assert.deepEqual([status, sandbox.customers().length], [503, 0]);
      assert.deepEqual([errors[0].code, errors[0].message], ["invalid_config", "swap must return true or false."]);
    });
  }
});
