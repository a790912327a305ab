/**
 * What is sent, waited and thrown for each script of attempts, from the table that the transports of Rust run, too
 * (tests/it/client/exchange.rs).
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();
const TABLE = JSON.parse(readFileSync(new URL("../../vectors/http/exchange.json", import.meta.url), "utf8"));
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

function attempted(attempt) {
  if (attempt === "lost") return Promise.reject(new TypeError("fetch failed"));
  if (attempt === "unreached") return Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }));
  if (typeof attempt === "string") return Promise.resolve(Response.json(TABLE[attempt], { status: 201 }));
  const [status, wait] = attempt;
  return Promise.resolve(Response.json({}, { status, headers: { "retry-after": wait } }));
}

for (const { name, call, attempts, sent, waits, error, retryable, hasKey = false, hint, ...options } of TABLE.scripts) {
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
    if (hint) assert.ok(thrown.message.endsWith(hint), thrown.message);
  });
}
