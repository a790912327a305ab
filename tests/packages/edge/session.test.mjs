/** What the handler trusts: cookies, webhooks, rotated secrets, and what stores return. tests/it/edge has the rules. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, KEY, memoryStore, PERSON, SECRET, setUp } from "../helpers/edge/harness.mjs";

const NEW_SECRET = "a-newer-secret-of-more-than-32-bytes";

describe("the cookie", () => {
  test("that is forged, truncated or from elsewhere is ignored", async () => {
    const { browser } = setUp();
    const page = browser();
    await page.json("links", PERSON);
    const own = page.cookie();
    const [name, value] = own.split("=");
    const changed = (at) => `${name}=${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`;
    for (const cookie of [
      `${name}=`,
      `${name}=AAAA`,
      `${name}=%00`,
      changed(0),
      changed(20),
      changed(value.length - 6),
      `${name}=${value.slice(0, -4)}`,
      `x${own}`,
      `\u00a0${own}`,
      `a=b; \u0085${own}`,
      `\u00c2\u00a0${own}`,
      `__Host-kyclink2=${value}`,
    ]) {
      page.cookie(cookie);
      assert.deepEqual((await page.get("status")).body, { status: "none", nextAction: "none" }, cookie);
      assert.equal((await page.empty("links/renew")).status, 401, cookie);
    }
    for (const cookie of [`a=b; ${own}; c=d`, `${name}=planted; ${own}`, `${changed(20)};\t${own}; ${name}=`, `${own}; ${own}`]) {
      page.cookie(cookie);
      assert.equal((await page.get("status")).body.status, "incomplete", cookie);
    }
  });
});

/** A handler whose secret can be replaced, with what posts its webhooks. */
async function rotating(config) {
  const sandbox = createSandbox();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const store = memoryStore();
  const open = (cookieSecret) => {
    const own = configOf(sandbox, { store, cookieSecret, ...config });
    return createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
  };
  const deliver = async (handler, id, change = (signed) => signed) => {
    const data = { customer: { id: sandbox.customers()[0].id } };
    const event = { id, name: "customer.kyc.successful", created: new Date().toISOString(), data };
    const { body, headers } = change(await sandbox.signWebhook("spherepay", event));
    return (await handler(new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", body, headers }))).status;
  };
  return { open, deliver };
}

test("a verified webhook changes the status at once, and another provider's route is 404", async () => {
  const { open, deliver } = await rotating();
  const handler = open(SECRET);
  const page = browser(handler);
  await page.json("links", PERSON);
  const status = async () => (await page.get("status")).body.status;
  assert.equal(await status(), "incomplete");
  assert.equal(await deliver(handler, "event_1", ({ body, headers }) => ({ body: body.replace("successful", "rejected"), headers })), 401);
  assert.equal(await deliver(handler, "event_1", ({ body }) => ({ body, headers: {} })), 401);
  assert.equal(await status(), "incomplete");
  assert.equal(await deliver(handler, "event_1"), 200);
  assert.equal(await status(), "approved");
  for (const name of ["grid", "nobody", "", "__proto__"])
    assert.equal((await handler(new Request(`https://a.example/kyc/webhooks/${name}`, { method: "POST", body: "{}" }))).status, 404, name);
});

test("cookieSecret replaced in an emergency: known customers keep their webhooks, and people start again", async () => {
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
});

test("cookieSecret rotated as planned: nothing changes", async () => {
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

test("a store may contain other data: it never opens and does not count as missing", async () => {
  const { browser: open } = setUp({ store: { get: async () => "garbage", swap: async () => false } });
  const { status, body } = await open().json("links", PERSON, { "idempotency-key": KEY });
  assert.deepEqual([status, body.code], [503, "not_now"]);
});

test("a store may return null for no value", async () => {
  const store = memoryStore();
  const { browser: open, sandbox } = setUp({ store: { ...store, get: async (key) => (await store.get(key)) ?? null } });
  const page = open();
  const post = () => page.json("links", PERSON, { "idempotency-key": KEY });
  assert.deepEqual([(await post()).status, (await post()).status, (await page.get("status")).body.status], [201, 201, "incomplete"]);
  assert.equal(sandbox.customers().length, 1);
});

test("a store must say whether it has swapped with true or false", async () => {
  for (const wrong of ["1", "0", "", 1, 0, { modifiedCount: 0 }, { raw: null }, [], null, undefined]) {
    const store = memoryStore();
    const swap = async (...given) => (await store.swap(...given)) && wrong;
    const { browser: open, sandbox, errors } = setUp({ store: { ...store, swap } });
    const { status } = await open().json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([status, sandbox.customers().length], [503, 0], JSON.stringify(wrong));
    assert.deepEqual([errors[0].error.code, errors[0].error.message], ["invalid_config", "swap must return true or false."]);
  }
});
