/** How the sandbox's server sends webhooks: what it sends, in which order, and when it tries again. */

import assert from "node:assert/strict";
import test from "node:test";
import { esm, internal, subpath } from "../../helpers/install/index.mjs";

const { createCourier } = await internal("kit/testing/courier.js");
const { createDeliveries } = await internal("kit/testing/deliveries.js");
const { createSandbox } = await subpath("testing");

const { verifyWebhook } = await esm();
const PROVIDERS = ["spherepay", "grid", "bridge"];
const URL_OF = (provider) => `https://app.example.com/hooks/${provider}`;

/** Lets everything run that waits for nothing else. */
const turn = () => new Promise(setImmediate);

/** A sandbox with an event of each provider, and the keys that verify them. */
async function withEvents() {
  const sandbox = createSandbox();
  for (const provider of PROVIDERS) {
    await sandbox.createExample("kyc_approved", provider);
    await sandbox.complete(sandbox.customers().find((customer) => customer.provider === provider).id, "approve");
  }
  return sandbox;
}

test("each webhook is a POST of the signed body with its headers, and is reported with provider, type, status and attempt", async (t) => {
  const sandbox = await withEvents();
  const keys = await sandbox.webhookKeys();
  const [got, reported] = [[], []];
  t.mock.method(globalThis, "fetch", async (url, { method, headers, body }) => {
    got.push({ url, method, headers, body });
    return new Response(null, { status: 204 });
  });
  await createCourier(sandbox, URL_OF, (delivery) => reported.push(delivery)).deliver();
  const all = sandbox.deliveries();
  const expected = all.map(({ provider, headers, body }) => ({ url: URL_OF(provider), method: "POST", headers, body }));
  assert.deepEqual(got, expected);
  for (const { event, body, headers } of all) {
    assert.deepEqual(event, JSON.parse(body), "what is listed is what was signed");
    assert.equal(headers["content-type"], "application/json");
  }
  const events = all.map(({ provider, body, headers }) =>
    verifyWebhook(provider, { body, headers, [provider === "spherepay" ? "secret" : "publicKey"]: keys[provider] }),
  );
  const types = (await Promise.all(events)).map(({ type }) => type);
  assert.deepEqual(
    reported,
    types.map((type, at) => ({ provider: all[at].provider, type, status: 204, attempt: 1 })),
  );
  assert.deepEqual(new Set(all.map(({ provider }) => provider)), new Set(PROVIDERS));
});

test("an event that is signed before an earlier one waits for it, is what it was when it was recorded, and is sent once", async (t) => {
  const signed = [];
  const sign = () => new Promise((resolve) => signed.push(() => resolve({ headers: { signature: "s" } })));
  const { record, list, settled } = createDeliveries(sign);
  const got = [];
  t.mock.method(globalThis, "fetch", async (_, { body }) => {
    got.push(JSON.parse(body).id);
    return new Response();
  });
  const courier = createCourier({ deliveries: list }, URL_OF, () => {});
  const event = { absent: undefined };
  for (const id of [1, 2, 3]) record("spherepay", Object.assign(event, { id }));
  let isSettled = false;
  const all = settled().then(() => (isSettled = true));
  const listed = [];
  for (const at of [1, 0, 2]) {
    assert.equal(isSettled, false);
    signed[at]();
    await turn();
    listed.push(list().map(({ event }) => event));
    await courier.deliver();
  }
  await all;
  assert.deepEqual(listed, [[], [{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 2 }, { id: 3 }]]);
  assert.deepEqual(got, [1, 2, 3]);
});

/** Sends one webhook to a receiver that responds with these statuses, and returns the attempts and the pauses between. */
async function attemptsWith(t, statuses) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const attempts = [];
  t.mock.method(globalThis, "fetch", async (_, { signal }) => {
    attempts.push(Date.now());
    const status = statuses[attempts.length - 1];
    if (status === "silent") return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    if (status === undefined) throw new TypeError("fetch failed");
    return new Response(null, { status });
  });
  const reported = [];
  const delivery = { provider: "grid", event: { type: "TEST" }, body: "{}", headers: {} };
  const courier = createCourier({ deliveries: () => [delivery] }, URL_OF, ({ status, attempt }) => reported.push([attempt, status]));
  let isDone = false;
  const done = courier.deliver().then(() => (isDone = true));
  for (let steps = 0; !isDone && steps < 1_000; steps++) {
    await turn();
    t.mock.timers.tick(100);
  }
  await done;
  assert.ok(Date.now() - attempts.at(-1) <= 100, "the next webhook does not wait for one that is given up");
  return { reported, pauses: attempts.slice(1).map((at, index) => at - attempts[index]) };
}

for (const [what, statuses, expected] of [
  ["is tried five times, with longer and longer pauses", [500, 502, undefined, 503, 599], [500, 1000, 1500, 2000]],
  ["that succeeds at last is not tried again", [500, 500, 200], [500, 1000]],
  ["that the receiver refuses is not tried again", [400], []],
  ["that gets the highest status of a refusal is not tried again", [499], []],
  ["that is not modified is not tried again", [304], []],
  ["whose receiver does not respond is given up after 35 seconds, and tried again", ["silent", 200], [35_500]],
]) {
  test(`a webhook ${what}`, async (t) => {
    const { reported, pauses } = await attemptsWith(t, statuses);
    const told = statuses.map((status, at) => [at + 1, status === "silent" ? undefined : status]);
    assert.deepEqual([reported, pauses], [told, expected]);
  });
}
