/**
 * Customers that nobody asks about, as JavaScript sees them: the size of the agenda's records, and the options of
 * `refresh`. What a run asks and tells is in tests/it/edge/operator/refresh.rs, and what an agenda costs in costs.test.mjs.
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createOperator,
  createSandbox,
  memoryStore,
  PERSON,
  PERSON_AT_GRID,
  setUp,
} from "../../helpers/edge/harness.mjs";
import { onboardInTurn } from "../../helpers/edge/onboardings.mjs";
import { watchedStore } from "../../helpers/edge/watched-store.mjs";
import { esm } from "../../helpers/install/index.mjs";

const { isKycLinkError } = await esm();
const MINUTE = 60_000;
const PEOPLE = { spherepay: PERSON, grid: PERSON_AT_GRID };

/** An operator, five minutes after so many people have begun, and what its store has seen. */
async function open(t, count) {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const store = watchedStore(memoryStore());
  const config = configOf(createSandbox(), { store, agenda: true });
  const handler = createHandler(config);
  for (let number = 0; number < count; number++) await browser(handler).json("links", { ...PERSON, email: `person${number}@example.com` });
  t.mock.timers.tick(5 * MINUTE);
  return { seen: store.seen, operator: createOperator(config) };
}

test("processes that onboard in turn hardly get into each other's way", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const { written, lost } = await onboardInTurn(memoryStore(), { count: 160, processes: 8, agenda: true });
  // The first one also writes where runs begin.
  assert.equal(written, 161);
  // About forty: each finds its part of the tree, and the first one's grows into those of others.
  assert.ok(lost <= 80, `${lost} swaps were lost`);
});

for (const [count, runs] of [
  [60, 8],
  [500, 2],
]) {
  test(`a record of the agenda is small, although runs have asked about ${count} customers together`, async (t) => {
    const { seen, operator } = await open(t, count);
    for (let number = 0; number < runs; number++) {
      assert.deepEqual(await operator.refresh({ limit: 1000 }), { asked: count, changed: 0, failed: 0, isMore: false });
      // Ten customers, or what is left of a tree.
      assert.ok(seen.bytes < 3000, `run ${number}: ${seen.bytes} bytes`);
      t.mock.timers.tick(5 * MINUTE);
    }
  });
}

test("each run begins at another provider, so that a small limit leaves none behind", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const sandbox = createSandbox();
  const config = configOf(sandbox, { id: "ours", agenda: true });
  const people = { spherepay: PERSON, grid: PERSON_AT_GRID, bridge: PERSON };
  for (const [provider, person] of Object.entries(people)) {
    assert.ok((await browser(createHandler({ ...config, provider })).json("links", person)).status < 300, provider);
  }
  let chance = 0;
  t.mock.method(Math, "random", () => chance);
  const asked = [];
  for (chance of [0, 0.5, 0.9]) {
    // Somebody is due at each.
    t.mock.timers.tick(10 * MINUTE);
    const before = sandbox.requests().length;
    await createOperator(config).refresh({ limit: 1 });
    asked.push(...sandbox.requests().slice(before));
  }
  assert.deepEqual(asked.map(({ provider }) => provider).toSorted(), Object.keys(people).toSorted());
});

test("a provider whose step ends late does not keep the others from any of theirs", async (t) => {
  // It comes first.
  t.mock.method(Math, "random", () => 0);
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const onEvent = ({ provider }) => (provider === "spherepay" ? new Promise(() => {}) : undefined);
  const sandbox = createSandbox();
  const config = configOf(sandbox, { id: "ours", agenda: true, timeout: 1000, onEvent });
  const onboard = async (provider, number) => {
    const person = { ...PEOPLE[provider], email: `person${number}@example.com` };
    assert.ok((await browser(createHandler({ ...config, provider })).json("links", person)).status < 300, provider);
  };
  await onboard("spherepay", 0);
  await sandbox.trigger("kyc_approved", sandbox.customers()[0].id);
  for (let number = 0; number < 25; number++) await onboard("grid", number);
  t.mock.timers.tick(5 * MINUTE);
  const asked = sandbox.requests().length;
  await assert.rejects(createOperator(config).refresh(), (error) => isKycLinkError(error) && error.code === "timeout");
  const after = sandbox.requests().slice(asked);
  const of = (provider) => after.filter((request) => request.provider === provider).length;
  assert.deepEqual([of("spherepay"), of("grid")], [1, 25]);
});

test("a limit of several steps and a signal end a run, and the next one goes on", async (t) => {
  const { operator } = await open(t, 35);
  assert.deepEqual(await operator.refresh({ signal: AbortSignal.abort() }), { asked: 0, changed: 0, failed: 0, isMore: true });
  assert.deepEqual(await operator.refresh({ limit: 21 }), { asked: 21, changed: 0, failed: 0, isMore: true });
  assert.deepEqual(await operator.refresh({ limit: 14 }), { asked: 14, changed: 0, failed: 0, isMore: false });
});

test("a run whose provider hangs is ended by its signal at once, and nobody is told of an error", async (t) => {
  const { operator, errors, controller } = await hang(t);
  assert.deepEqual(await operator.refresh({ signal: controller.signal }), { asked: 0, changed: 0, failed: 0, isMore: true });
  assert.deepEqual(errors, []);
});

/** An operator whose provider does not respond. Once it is asked, the signal ends the run. */
async function hang(t) {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const [controller, errors] = [new AbortController(), []];
  const config = configOf(createSandbox(), { agenda: true, onError: (error) => errors.push(error) });
  await browser(createHandler(config)).json("links", PERSON);
  t.mock.timers.tick(5 * MINUTE);
  const fetch = () => {
    controller.abort();
    return new Promise(() => {});
  };
  return { operator: createOperator({ ...config, fetch }), errors, controller };
}

test("another provider comes first in other runs", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const sandbox = createSandbox();
  const config = configOf(sandbox, { id: "ours", agenda: true });
  for (const [provider, person] of Object.entries(PEOPLE)) {
    await browser(createHandler({ ...config, provider })).json("links", person);
  }
  const { refresh } = createOperator({ ...config });
  const asked = [];
  for (const random of [0.1, 0.5, 0.1]) {
    t.mock.timers.tick(5 * MINUTE);
    const mocked = t.mock.method(Math, "random", () => random);
    const before = sandbox.requests().length;
    await refresh({ limit: 1 });
    asked.push(sandbox.requests()[before].provider);
    mocked.mock.restore();
  }
  assert.equal(asked[0], asked[2]);
  assert.notEqual(asked[0], asked[1]);
});

test("a new cookieSecret without the old one is reported once", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const errors = [];
  const config = configOf(createSandbox(), { agenda: true, store: memoryStore(), onError: (error) => errors.push(error) });
  await browser(createHandler(config)).json("links", PERSON);
  t.mock.timers.tick(5 * MINUTE);
  await createOperator(config).refresh();
  const { refresh } = createOperator({ ...config, cookieSecret: randomBytes(32).toString("base64") });
  for (let number = 0; number < 3; number++) {
    t.mock.timers.tick(5 * MINUTE);
    assert.equal((await refresh()).asked, 0);
  }
  assert.deepEqual(
    errors.map(({ code, message }) => [code, /None of the secrets in cookieSecret opens a record/.test(message)]),
    [["invalid_config", true]],
  );
});

test("a store that says that it writes, and does not, ends the run and tells each change once", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const [events, store, sandbox] = [[], memoryStore(), createSandbox()];
  const config = configOf(sandbox, { agenda: true, store, onEvent: ({ id }) => events.push(id) });
  for (let number = 0; number < 30; number++) {
    const page = browser(createHandler(config));
    await page.json("links", { ...PERSON, email: `person${number}@example.com` });
    await sandbox.complete(sandbox.customers().at(-1).id, "approve");
  }
  t.mock.timers.tick(5 * MINUTE);
  const lying = watchedStore({ get: (key) => store.get(key), swap: async () => true });
  await createOperator({ ...config, store: lying }).refresh({ limit: 1000 });
  assert.ok(lying.seen.operations < 3000, `${lying.seen.operations} operations`);
  assert.equal(new Set(events).size, events.length);
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
