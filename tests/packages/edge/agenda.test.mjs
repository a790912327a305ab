/**
 * Customers that nobody asks about, as JavaScript sees them: what an agenda costs, the options of `refresh`, and its
 * events. What a run asks and tells is in tests/it/edge/operator/refresh.rs.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createOperator,
  createSandbox,
  memoryStore,
  newKey,
  PERSON,
  PERSON_AT_GRID,
  setUp,
} from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const { isKycLinkError } = await esm();
const MINUTE = 60_000;

/** A store that counts its operations. */
function countingStore() {
  const store = memoryStore();
  let count = 0;
  return {
    get: (name) => store.get(name, count++),
    swap: (...given) => store.swap(...given, count++),
    take() {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}

/** How many operations of the store each of these requests takes. */
async function operationsOf(provider, agenda) {
  const store = countingStore();
  const { sandbox, handler } = setUp({ provider, store, agenda });
  const person = provider === "grid" ? PERSON_AT_GRID : PERSON;
  const costs = [];
  for (let number = 0; number < 20; number++) {
    const page = browser(handler);
    const email = `person${number}@example.com`;
    await page.json("links", { ...person, email }, { "idempotency-key": newKey() });
    costs.push(store.take());
    if (number > 0) continue;
    await page.get("status");
    costs.push(store.take());
    await page.get("status");
    costs.push(store.take());
  }
  assert.ok(sandbox.customers().length >= 20);
  return costs;
}

test("an onboarding and a change take at most one operation more, and nothing else does", async () => {
  for (const provider of ["spherepay", "grid", "bridge"]) {
    const without = await operationsOf(provider, undefined);
    assert.deepEqual(await operationsOf(provider, false), without, provider);
    const [link, status, again, ...links] = await operationsOf(provider, true);
    assert.equal(link, without[0] + 1, `${provider}: an onboarding`);
    assert.equal(status, without[1] + 1, `${provider}: a status that is learned`);
    assert.equal(again, without[2], `${provider}: a status that is known`);
    assert.deepEqual(
      links,
      without.slice(3).map((count) => count + 1),
      `${provider}: all in one slot`,
    );
  }
});

/** A handler with an agenda, and its operator. `events` has what `onEvent` was told. */
function open(t, config) {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const sandbox = createSandbox();
  const [events, errors] = [[], []];
  const hooks = { onEvent: (event) => events.push(event), onError: (error, route) => errors.push([error.code, route]) };
  const all = configOf(sandbox, { agenda: true, ...hooks, ...config });
  return { sandbox, events, errors, config: all, handler: createHandler(all), operator: createOperator(all) };
}

const ofSource = (events, source) => events.filter((event) => event.source === source).map(({ kind }) => kind);

test("a person whose delivery is lost is approved by the next run", async (t) => {
  const { sandbox, events, handler, operator } = open(t);
  const page = browser(handler);
  await page.json("links", PERSON);
  assert.deepEqual(await operator.refresh(), { asked: 0, changed: 0, failed: 0, isMore: false });
  t.mock.timers.tick(5 * MINUTE);
  assert.deepEqual(await operator.refresh(), { asked: 1, changed: 0, failed: 0, isMore: false });
  await sandbox.complete(sandbox.customers()[0].id, "approve");
  t.mock.timers.tick(5 * MINUTE);
  assert.deepEqual(await operator.refresh({ limit: 10 }), { asked: 1, changed: 1, failed: 0, isMore: false });
  assert.deepEqual(ofSource(events, "refresh"), ["kyc_approved"]);
  assert.equal(events[0].status, "approved");
  assert.equal((await page.get("status")).body.status, "approved");
  t.mock.timers.tick(60 * MINUTE);
  assert.deepEqual(await operator.refresh(), { asked: 0, changed: 0, failed: 0, isMore: false });
});

test("several runs at once ask and tell once", async (t) => {
  const { sandbox, events, handler, operator, config } = open(t);
  for (let number = 0; number < 30; number++) await browser(handler).json("links", { ...PERSON, email: `person${number}@example.com` });
  for (const { id } of sandbox.customers()) await sandbox.complete(id, "approve");
  events.length = 0;
  t.mock.timers.tick(5 * MINUTE);
  const runs = await Promise.all([operator, createOperator(config), createOperator(config)].map((one) => one.refresh()));
  const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
  assert.deepEqual([sum("asked"), sum("changed"), sum("failed")], [30, 30, 0]);
  assert.equal(new Set(events.map(({ id }) => id)).size, 30);
});

test("a limit and a signal end a run, and the next one goes on", async (t) => {
  const { handler, operator } = open(t);
  for (let number = 0; number < 15; number++) await browser(handler).json("links", { ...PERSON, email: `person${number}@example.com` });
  t.mock.timers.tick(5 * MINUTE);
  assert.deepEqual(await operator.refresh({ signal: AbortSignal.abort() }), { asked: 0, changed: 0, failed: 0, isMore: true });
  assert.deepEqual(await operator.refresh({ limit: 6 }), { asked: 6, changed: 0, failed: 0, isMore: true });
  assert.deepEqual(await operator.refresh({ limit: 9 }), { asked: 9, changed: 0, failed: 0, isMore: false });
});

test("refused credentials are reported once, under the route refresh", async (t) => {
  const { sandbox, handler, errors, config } = open(t);
  for (let number = 0; number < 3; number++) await browser(handler).json("links", { ...PERSON, email: `person${number}@example.com` });
  t.mock.timers.tick(5 * MINUTE);
  const fetch = async (url, init) => (String(url).includes("/customer/") ? new Response("{}", { status: 401 }) : sandbox.fetch(url, init));
  const done = await createOperator({ ...config, fetch }).refresh();
  assert.deepEqual(done, { asked: 1, changed: 0, failed: 1, isMore: true });
  assert.deepEqual(errors, [["unauthorized", "refresh"]]);
});

test("a wrong option and a handler without an agenda are refused", async () => {
  const refuses = (message) => (error) => isKycLinkError(error) && error.code === "invalid_config" && message.test(error.message);
  const { config } = setUp({ agenda: true });
  const operator = createOperator(config);
  for (const limit of [0, -1, 1.5, "10", Number.NaN, null]) {
    await assert.rejects(operator.refresh({ limit }), refuses(/^limit must be a whole number of requests/));
  }
  await assert.rejects(operator.refresh({ signal: {} }), refuses(/^signal must be an AbortSignal/));
  await assert.rejects(operator.refresh({ limits: 1 }), refuses(/did you mean "limit"/));
  await assert.rejects(createOperator({ ...config, agenda: false }).refresh(), refuses(/^Set agenda: true/));
  assert.throws(() => createHandler({ ...config, agenda: "yes" }), refuses(/^agenda must be true or false/));
});
