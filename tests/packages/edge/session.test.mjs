/** What the handler trusts: cookies, and what stores return. tests/it/edge has the rules, and what a new secret changes. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KEY, memoryStore, PERSON, setUp } from "../helpers/edge/harness.mjs";

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
