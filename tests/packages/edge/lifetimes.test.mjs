/** How long the store keeps each record: the lifetimes that tests/it/edge states, as the store gets them. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, KEY, memoryStore, PERSON } from "../helpers/edge/harness.mjs";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

beforeEach(() => mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") }));
afterEach(() => mock.timers.reset());

test("the store gets each lifetime as it was decided, short or long", async () => {
  const sandbox = createSandbox();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const store = memoryStore();
  const written = new Set();
  const swap = (key, before, after, ttlMs) => {
    if (after !== undefined) written.add(ttlMs);
    return store.swap(key, before, after, ttlMs);
  };
  const own = configOf(sandbox, { store: { ...store, swap } });
  const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
  /** Does something, and checks the lifetimes of what it writes. */
  const writes = async (what, act, ...lifetimes) => {
    written.clear();
    await act();
    const sorted = (list) => [...list].sort((a, b) => a - b);
    assert.deepEqual(sorted(written), sorted(lifetimes), what);
  };
  const deliver = async (event) => {
    const { body, headers } = await sandbox.signWebhook("spherepay", { name: "customer.update", data: {}, ...event });
    const response = await handler(new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", body, headers }));
    assert.equal(response.status, 200);
  };
  const page = browser(handler);
  const post = (key) => page.json("links", PERSON, { "idempotency-key": key });
  const attempt = (30 + 10) * SECOND;
  await writes("an onboarding", () => post(KEY), DAY, attempt, 3 * DAY);
  await writes("a status", () => page.get("status"), (30 + 5) * SECOND, 30 * DAY);
  mock.timers.tick(11 * SECOND);
  sandbox.nextFailure(500);
  await writes("a status that fails", () => page.get("status"), (30 + 5) * SECOND, 5 * SECOND);
  sandbox.nextFailure("drop_before");
  await writes("a lost create", () => post(KEY.replace("0", "1")), DAY, attempt, 5 * SECOND);
  const handling = (30 + 5 * 60) * SECOND;
  await writes("a dated event", () => deliver({ id: "event_1", created: new Date().toISOString() }), handling, 8 * DAY);
  await writes("an event without a date", () => deliver({ id: "event_2" }), handling, 366 * DAY);
});
