/** An agenda under load: the size of its records, strangers in front of a person, and a store that fails. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, configOf, createHandler, createOperator, createSandbox, memoryStore, newKey, PERSON } from "../helpers/edge/harness.mjs";
import { onboardInTurn, watchedStore } from "../helpers/edge/onboardings.mjs";

const MINUTE = 60_000;

/** A handler with an agenda, its operator, and a function that lets time pass until the next run. */
function open(t, inner = memoryStore(), config = {}) {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const sandbox = createSandbox();
  const store = watchedStore(inner);
  const all = configOf(sandbox, { store, agenda: true, bridge: undefined, grid: undefined, onError() {}, ...config });
  const handler = createHandler(all);
  const operator = createOperator(all);
  const onboard = async (name) => (await browser(handler).json("links", { ...PERSON, email: `${name}@example.com` })).body;
  return {
    sandbox,
    seen: store.seen,
    handler,
    operator,
    onboard: (count, name) => Promise.all(Array.from({ length: count }, (_, at) => onboard(`${name}${at}`))),
    run(options) {
      t.mock.timers.tick(5 * MINUTE);
      return operator.refresh(options);
    },
  };
}

test("processes that onboard in turn hardly get into each other's way", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const { written, lost } = await onboardInTurn(memoryStore(), { count: 160, processes: 8, agenda: true });
  assert.equal(written, 160);
  // About forty: each finds its part of the tree, and the first one's grows into those of others.
  assert.ok(lost <= 80, `${lost} swaps were lost`);
});

test("a record of the agenda is small, however many customers runs have asked about together", async (t) => {
  const { seen, onboard, run } = open(t);
  await onboard(60, "person");
  for (let number = 0; number < 8; number++) {
    assert.deepEqual(await run({ limit: 1000 }), { asked: 60, changed: 0, failed: 0, isMore: false });
    // Ten customers, or what is left of a tree.
    assert.ok(seen.bytes < 1500, `run ${number}: ${seen.bytes} bytes`);
  }
});

test("strangers who begin many onboardings keep a person waiting for as many requests as they cost, and not for ever", async (t) => {
  const asked = [];
  const { sandbox, onboard, run } = open(t, memoryStore(), {
    onEvent: ({ source, customerId }) => source === "refresh" && asked.push(customerId),
  });
  await onboard(60, "stranger");
  t.mock.timers.tick(3 * MINUTE);
  await onboard(1, "person");
  const { id } = sandbox.customers().at(-1);
  await sandbox.complete(id, "approve");
  let runs = 0;
  for (; asked.length === 0; runs++) {
    assert.ok(runs < 8, "the person waits for more than the strangers before");
    const { isMore } = await run({ limit: 10 });
    assert.ok(isMore, "a run says that it has not done everything");
  }
  assert.deepEqual(asked, [id]);
  assert.ok(runs >= 6, `${runs}`);
});

for (const [when, isWritten] of [
  ["before it writes", false],
  ["after it has written", true],
]) {
  test(`a store that fails ${when}: whoever posts again is one customer, and on the agenda`, async (t) => {
    const inner = memoryStore();
    let left = Number.POSITIVE_INFINITY;
    const swap = async (...given) => {
      const fails = --left === 0;
      const done = fails && !isWritten ? undefined : await inner.swap(...given);
      if (fails) throw new Error("ECONNRESET");
      return done;
    };
    const { sandbox, handler, run } = open(t, { get: inner.get, swap });
    let hasFailed = true;
    for (let number = 1; hasFailed; number++) {
      const page = browser(handler);
      const key = newKey();
      const post = async () =>
        (await page.json("links", { ...PERSON, email: `p${number}@example.com` }, { "idempotency-key": key })).status;
      left = number;
      const first = await post();
      hasFailed = left <= 0;
      left = Number.POSITIVE_INFINITY;
      // The attempt that failed may hold its lock for that long.
      t.mock.timers.tick(MINUTE);
      assert.equal(await post(), 201, `swap ${number}: ${first}`);
      assert.equal(sandbox.customers().length, number, `swap ${number}`);
      assert.equal((await run()).asked, number, `swap ${number}`);
    }
  });
}
