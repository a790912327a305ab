/** What `createOperator` says when it refuses: the code, and the sentence that says what to pass, word for word. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createOperator,
  createSandbox,
  newKey,
  PERSON,
  PERSON_AT_GRID,
} from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");

const EMAIL = PERSON.email;
const DAY = 86_400_000;
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

/** An operator, a person who has started, and the person's customer. */
async function begin(provider, config) {
  const sandbox = createSandbox();
  const authorize = ({ headers }) => ({ reference: headers.get("x-user") });
  const all = configOf(sandbox, { provider, authorize, page: onboardingPage(), onError: () => {}, ...config });
  const post = (as) =>
    browser(createHandler(all)).json("links", provider === "grid" ? PERSON_AT_GRID : PERSON, { "x-user": as, "idempotency-key": newKey() });
  assert.ok([201, 202].includes((await post("jane")).status));
  return { sandbox, post, config: all, operator: createOperator(all), customerId: sandbox.customers()[0].id };
}

/** Makes more customers with the person's address, as a stranger could who posts it again and again. */
async function flood(post, count) {
  for (let at = 0; at < count; at++) assert.equal((await post(`stranger-${at}`)).status, 201);
}

/** Each refusal: how it comes about, its code and its sentence. */
const REFUSALS = {
  who: [
    "bridge",
    ({ operator }) => operator.find({}),
    "invalid_config",
    "Pass exactly one of reference, customerId and email: a string that is not empty.",
  ],
  to: [
    "bridge",
    ({ operator }) => operator.release({ email: EMAIL, to: "" }),
    "invalid_config",
    "to must be your own id of a person, as authorize returns it in reference: a string that is not empty.",
  ],
  provider: [
    "bridge",
    ({ config }) => createOperator({ ...config, provider: () => "bridge" }).find({ email: EMAIL }),
    "invalid_config",
    "provider must be one that is configured. It is needed where the configuration chooses one for each applicant.",
  ],
  no_reference: [
    "spherepay",
    ({ operator }) => operator.find({ reference: "jane" }),
    "not_supported",
    "This provider stores no references: pass customerId or email.",
  ],
  no_email: [
    "grid",
    ({ operator }) => operator.find({ email: EMAIL }),
    "not_supported",
    "This provider does not find customers by their email address: pass customerId or reference.",
  ],
  no_customer: [
    "bridge",
    ({ operator }) => operator.release({ customerId: UNKNOWN, to: "jane" }),
    "not_found",
    "There is no such customer: neither the provider nor a record that your secrets open knows it. If the provider has deleted it, pass its customerId.",
  ],
  several_customers: [
    "spherepay",
    async ({ operator, customerId, post }) => {
      await operator.release({ customerId, to: "joan" });
      await post("joan");
      return operator.release({ email: EMAIL, to: "jane" });
    },
    "conflict",
    "Several customers have this email address: find them, and pass the customerId of one.",
  ],
  too_many_customers: [
    "spherepay",
    async ({ operator, post }) => {
      await flood(post, 500);
      return operator.forget({ email: EMAIL });
    },
    "conflict",
    "More than 500 customers have this email address or reference, too many to read: pass the customerId of one. find lists those that were read.",
  ],
  ttl: [
    "spherepay",
    ({ operator, customerId }) => operator.resumeLink({ customerId, to: "jane", ttlMs: 31 * DAY }),
    "invalid_config",
    "ttlMs must be whole milliseconds, from a minute to 30 days.",
  ],
  page: [
    "spherepay",
    ({ config, customerId }) => createOperator({ ...config, page: undefined }).resumeLink({ customerId, to: "jane", ttlMs: DAY }),
    "invalid_config",
    "The link leads to the ready page: configure page, and publicOrigin if allowedOrigins has several.",
  ],
  member: [
    "spherepay",
    ({ operator, customerId }) => operator.resumeLink({ customerId, ttlMs: DAY }),
    "invalid_config",
    "The customer belongs to a person with a reference: pass it as to, so that only that person can open the link.",
  ],
  released: [
    "spherepay",
    async ({ operator, customerId }) => {
      await operator.release({ customerId, to: "joan" });
      return operator.resumeLink({ customerId, to: "jane", ttlMs: DAY });
    },
    "conflict",
    "The customer was released to another person, or forgotten: call release first.",
  ],
  approved: [
    "bridge",
    async ({ operator, sandbox, customerId }) => {
      await operator.release({ email: EMAIL, to: "jane" });
      await sandbox.complete(customerId, "approve");
      return operator.release({ email: EMAIL, to: "mallory" });
    },
    "conflict",
    "An approved customer is released only to the reference that has it: its hosted pages show a verified person.",
  ],
};

for (const [name, [provider, ask, code, message]] of Object.entries(REFUSALS)) {
  test(`${name}: ${code}`, async () => {
    const world = await begin(provider);
    await assert.rejects(ask(world), (error) => {
      assert.deepEqual([error.code, error.message], [code, message]);
      assert.equal(error.cause, undefined);
      return true;
    });
  });
}

test("a provider that is slow is not taken for a store that fails", async (t) => {
  const { config, customerId } = await begin("spherepay");
  let late = 0;
  const { now } = performance;
  t.mock.method(performance, "now", () => now.call(performance) + late);
  const slow = async (...args) => {
    const response = await config.fetch(...args);
    late += 260;
    return response;
  };
  const operator = createOperator({ ...config, fetch: slow, timeout: 300 });
  await assert.rejects(
    operator.find({ customerId }).then(() => operator.find({ email: "Another@example.com" })),
    (error) => {
      assert.deepEqual(
        [error.code, error.message],
        ["timeout", "Hooks, the store and the provider together took longer than timeout (300 ms)."],
      );
      return true;
    },
  );
});

test("a store that fails or is busy: when to try again, and what it was rejected with", async () => {
  const { config } = await begin("bridge");
  const down = new Error("down");
  const broken = { get: () => Promise.reject(down), swap: () => Promise.reject(down) };
  const busy = { get: async () => undefined, swap: async () => false };
  for (const [store, cause] of [
    [broken, down],
    [busy, undefined],
  ]) {
    await assert.rejects(createOperator({ ...config, store }).release({ email: EMAIL, to: "jane" }), (error) => {
      const { code, message, retryable, retryAfterMs } = error;
      assert.deepEqual([code, message, retryable, retryAfterMs], ["unavailable", "The store fails or is busy.", true, 1000]);
      assert.equal(error.cause, cause);
      return true;
    });
  }
});

test("without env, a function of the configuration gets the environment variables", async () => {
  const { config } = await begin("bridge");
  const seen = [];
  for (const env of [[], [undefined], [{}]]) createOperator((given) => seen.push(given) && config, ...env);
  assert.deepEqual(seen, [process.env, process.env, process.env]);
});
