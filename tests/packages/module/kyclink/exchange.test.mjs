/**
 * What is sent, waited and thrown for each script of attempts, from the table that the transports of Rust
 * (tests/it/client/exchange.rs) and the handler (service/edge/failures.test.mjs) run, too.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { attempted, scripts } from "../../helpers/exchange.mjs";
import { esm } from "../../helpers/install/index.mjs";

const kyclink = await esm();
/** The time limit of one attempt, by which its timer is told from a wait. */
const TIMEOUT = 9_999;

const CALLS = {
  link: (fetch, options) =>
    kyclink
      .spherepay({ apiKey: "secret_x", environment: "sandbox", timeout: TIMEOUT, fetch })
      .createKycLink({ customerId: "customer_1ab2c3d4" }, options),
  create: (fetch, options) =>
    kyclink
      .bridge({ apiKey: "sk-test-1", environment: "sandbox", timeout: TIMEOUT, fetch })
      .createKycLink({ email: "jane@example.com", type: "individual" }, options),
};

for (const { name, call, attempts, sent, waits, error, retryable, hasKey = false, hint, ...options } of scripts) {
  test(`${call}: ${name}`, async (t) => {
    const waited = [];
    let requests = 0;
    const { setTimeout } = globalThis;
    t.mock.method(Math, "random", () => 0);
    // Every wait is noted and over at once; the timer of an attempt stays.
    t.mock.method(globalThis, "setTimeout", (end, ms) => {
      if (ms === TIMEOUT) return setTimeout(end, ms);
      waited.push(ms);
      return setTimeout(end, 0);
    });
    const thrown = await CALLS[call](() => attempted(attempts[requests++]), options).then(
      () => undefined,
      (reason) => reason,
    );
    assert.equal(requests, sent);
    if (waits) assert.deepEqual(waited, waits);
    assert.equal(thrown?.code, error);
    assert.equal(thrown?.retryable, retryable);
    assert.equal(thrown?.idempotencyKey !== undefined, thrown !== undefined && hasKey);
    if (thrown === undefined) return;
    assert.ok(thrown.message.endsWith(hint ?? "."), thrown.message);
    for (const part of ["No connection", "Repeat the create"])
      assert.equal(thrown.message.includes(part), hint?.includes(part) ?? false, thrown.message);
  });
}
