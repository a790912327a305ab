/**
 * What the last failure of a create means after earlier attempts, from the table that the transports of Rust run, too
 * (tests/it/client/exchange/attempts.rs); and, where a provider requires an idempotency key (Bridge), which one is sent.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../../helpers/install/index.mjs";

const kyclink = await esm();
const TABLE = JSON.parse(readFileSync(new URL("../../../vectors/http/attempts.json", import.meta.url), "utf8"));
const GIVEN = "key-of-the-caller";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** How a create may be sent: in a call or an onboarding, with a key of the caller or without one. */
const WAYS = {
  "a call": (client, options) => client.createKycLink(TABLE.input, options),
  "a call with a key": (client, options) => client.createKycLink(TABLE.input, { ...options, idempotencyKey: GIVEN }),
  "a call with a header": (client, options) => client.createKycLink(TABLE.input, { ...options, headers: { "idempotency-KEY": GIVEN } }),
  "an onboarding": (client, options) => kyclink.onboard(client, TABLE.applicant, options),
  "an onboarding with a key": (client, options) => kyclink.onboard(client, TABLE.applicant, { ...options, idempotencyKey: GIVEN }),
  "an onboarding with a header": (client, options) =>
    kyclink.onboard(client, TABLE.applicant, { ...options, headers: { "idempotency-KEY": GIVEN } }),
};

/** What fetch does in an attempt of the table. */
function attempted(attempt) {
  if (attempt === "lost") return Promise.reject(new TypeError("fetch failed"));
  if (attempt === "unreached") return Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }));
  const { status, headers, body, text = "{}" } = attempt;
  const content = body === undefined ? text : JSON.stringify(typeof body === "string" ? TABLE[body] : body);
  return Promise.resolve(new Response(content, { status, headers }));
}

/** A client whose fetch makes these attempts in turn, and the key of each request. */
function scripted(attempts) {
  const keys = [];
  const fetch = (_, { headers }) => {
    keys.push(Object.entries(headers).find(([name]) => name.toLowerCase() === "idempotency-key")?.[1]);
    return attempted(attempts[keys.length - 1]);
  };
  return { keys, client: kyclink.bridge({ apiKey: "sk-test-1", environment: "sandbox", fetch }) };
}

/** No wait is longer than it must be. */
test.beforeEach((t) => t.mock.method(Math, "random", () => 0));

for (const [way, send] of Object.entries(WAYS)) {
  test(`a refusal after an attempt that may have arrived leaves the outcome open: ${way}`, async () => {
    for (const { name, attempt, alone, after } of TABLE.last) {
      for (const earlier of TABLE.earlier) {
        for (const attempts of [1, 2, 3]) {
          const { keys, client } = scripted([...Array(attempts - 1).fill(earlier.attempt), attempt]);
          const error = await send(client, { maxRetries: attempts - 1 }).then(
            () => undefined,
            (error) => error,
          );
          const label = `${attempts} attempts, ${JSON.stringify(earlier.attempt)}, then ${name}`;
          assert.equal(error?.code ?? "ok", attempts > 1 && earlier.mayHaveArrived ? after : alone, label);
          assert.equal(keys.length, attempts, label);
          assert.ok(keys[0] !== undefined && new Set(keys).size === 1, label);
          if (error) checkError(error, keys[0], label);
        }
      }
    }
  });
}

/** The error has the key if the customer may exist, and shows it to nobody. */
function checkError(error, key, label) {
  assert.equal(error.idempotencyKey, TABLE.withKey.includes(error.code) ? key : undefined, label);
  if (error.code === "outcome_unknown") assert.deepEqual([error.retryable, error.issues], [false, []], label);
  const shown = [error.message, error.stack, inspect(error), JSON.stringify([error, error.toJSON(), kyclink.problem(error), { ...error }])];
  assert.ok(!shown.join().includes(key), label);
}

test("an aborted wait after an attempt that may have arrived leaves the outcome open", async () => {
  for (const [first, code] of [
    ["lost", "outcome_unknown"],
    ["unreached", "aborted"],
  ]) {
    const controller = new AbortController();
    const keys = [];
    const fetch = (_, { headers }) => {
      keys.push(headers["Idempotency-Key"]);
      setTimeout(() => controller.abort("enough"), 5);
      return attempted(first);
    };
    const client = kyclink.bridge({ apiKey: "sk-test-1", environment: "sandbox", fetch });
    Math.random.mock.mockImplementation(() => 0.99);
    const error = await client.createKycLink(TABLE.input, { signal: controller.signal }).catch((error) => error);
    assert.deepEqual([error.code, error.cause, keys.length], [code, "enough", 1]);
    assert.equal(error.idempotencyKey, code === "outcome_unknown" ? keys[0] : undefined);
  }
});

test("without random numbers no key is made; a key of the caller's is one all the same", async (t) => {
  const message =
    "This platform has no crypto.randomUUID, which an idempotency key needs: pass idempotencyKey, a new random one for each person.";
  const { crypto } = globalThis;
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true }));
  for (const value of [undefined, {}]) {
    Object.defineProperty(globalThis, "crypto", { value, configurable: true });
    for (const [way, send] of Object.entries(WAYS)) {
      const { keys, client } = scripted([{ status: 200, body: "created" }]);
      const sending = send(client, {});
      if (way.includes("with")) await sending;
      else await assert.rejects(sending, { code: "invalid_config", provider: "bridge", message });
      assert.equal(keys.length, way.includes("with") ? 1 : 0, way);
    }
  }
});

test("each call has a key of its own, the caller's goes first, and nothing but a create has one", async () => {
  const { keys, client } = scripted(Array(6).fill({ status: 200, body: "created" }));
  for (const options of [{}, {}, { idempotencyKey: GIVEN }, { headers: { "X-Trace": "mine" } }])
    await client.createKycLink(TABLE.input, options);
  await kyclink.onboard(client, TABLE.applicant, { idempotencyKey: GIVEN });
  await client.getKycLink({ kycLinkId: "link_1" });
  const [first, second, own, traced, onboarded, read] = keys;
  for (const key of [first, second, traced]) assert.match(key, UUID);
  assert.equal(new Set([first, second, traced]).size, 3);
  assert.deepEqual([own, onboarded, read], [GIVEN, GIVEN, undefined]);
});
