/**
 * Traps and full instances in the handler: a request stays where it began, and what a trap costs is never the truth
 * about what was sent.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, PERSON, setUp } from "../../helpers/edge/harness.mjs";
// First, so that it sees the instances of the package.
import { instances, trapping } from "../../helpers/edge/instances.mjs";
import { internal } from "../../helpers/install/index.mjs";

const { EDGE } = await internal("module/wasm/calls.js");

/** Traps `times` times, once this many calls of the handler have ended. */
function trapAfter(calls, times = 1) {
  let count = 0;
  trapping((number) => number === EDGE && ++count > calls && count <= calls + times);
  return () => count;
}

test("a trap in any call after the first effects costs nothing: another instance gets everything again", async (t) => {
  t.after(() => trapping(() => false));
  let calls = 0;
  trapping((number) => number === EDGE && ++calls && false);
  const first = setUp();
  assert.equal((await first.browser().json("links", PERSON, { "idempotency-key": KEY })).status, 201);
  const all = calls;
  assert.ok(all > 3);
  // The first call learns that the instance does not know the settings, and the second one begins.
  for (let at = 2; at < all; at++) {
    const { browser, sandbox } = setUp();
    const before = instances.length;
    trapAfter(at);
    const { status, body } = await browser().json("links", PERSON, { "idempotency-key": KEY });
    assert.deepEqual([status, sandbox.customers().length], [201, 1], `call ${at}: ${JSON.stringify(body)}`);
    assert.equal(instances.length, before + 1, "one new instance for a trap");
  }
});

test("if it traps again, the response says whether a customer may have been created", async (t) => {
  t.after(() => trapping(() => false));
  const codes = new Set();
  for (let at = 1; at < 7; at++) {
    const { browser, sandbox } = setUp();
    trapAfter(at, 3);
    const { status, body } = await browser().json("links", PERSON, { "idempotency-key": KEY });
    if (status !== 201) {
      const expected = sandbox.customers().length > 0 ? [503, "outcome_unknown"] : [500, "internal"];
      assert.deepEqual([status, body.code], expected, `call ${at}`);
      codes.add(body.code);
    }
  }
  assert.deepEqual([...codes].sort(), ["internal", "outcome_unknown"]);
});

test("a trap in one request does not stop those beside it", async (t) => {
  t.after(() => trapping(() => false));
  const { browser, sandbox } = setUp();
  let count = 0;
  trapping((number) => number === EDGE && ++count === 12);
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => browser().json("links", { ...PERSON, email: `p${Math.random()}@example.com` })),
  );
  assert.deepEqual(
    replies.map(({ status }) => status),
    Array(10).fill(201),
  );
  assert.equal(sandbox.customers().length, 10);
});

test("a request stays in the instance in which it began, when that is full and new ones begin in another", async (t) => {
  t.after(() => trapping(() => false));
  const used = [];
  trapping((number, instance) => number === EDGE && used.push(instance) && false);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const { browser, sandbox } = setUp();
  const { fetch } = sandbox;
  let isFirst = true;
  const slow = setUp({
    fetch: async (...given) => {
      const waits = isFirst;
      isFirst = false;
      if (waits) await held;
      return fetch(...given);
    },
  });
  const first = slow.browser().json("links", PERSON);
  while (isFirst) await new Promise(setImmediate);
  const began = used.at(-1);
  for (let count = 0; used.at(-1) === began; count++) {
    assert.ok(count < 3_000);
    await browser().get("status");
  }
  used.length = 0;
  release();
  assert.equal((await first).status, 201);
  assert.ok(used.length > 0 && used.every((instance) => instance === began));
  assert.equal((await browser().get("status")).status, 200);
  assert.notEqual(used.at(-1), began);
});
