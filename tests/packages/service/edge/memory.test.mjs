/** `memoryStore`: what it keeps, and for how long. module/kyclink/timer.test.mjs moves the monotonic clock alone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore } from "../../helpers/edge/harness.mjs";

const stopClock = (t) => t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });

test("looks at two old records with each write, so that expired ones do not stay", async (t) => {
  stopClock(t);
  const maps = [];
  const { Map: Original } = globalThis;
  globalThis.Map = class extends Original {
    constructor(...given) {
      super(...given);
      maps.push(this);
    }
  };
  t.after(() => (globalThis.Map = Original));
  const { get, swap } = memoryStore();
  const [records] = maps;
  for (let at = 0; at < 20; at++) await swap(`old ${at}`, undefined, "x", 1000);
  await swap("new", undefined, "0", 5000);
  t.mock.timers.tick(1000);
  const sizes = [];
  for (let at = 0; at < 40 && records.size > 1; at++) {
    assert.equal(await swap("new", String(at), String(at + 1), 5000), true);
    sizes.push(records.size);
  }
  for (let at = 1; at < sizes.length; at++) assert.ok(sizes[at - 1] - sizes[at] <= 2, String(sizes));
  assert.ok(sizes.length >= 10 && sizes.length <= 12, `twenty are gone after ten writes or few more: ${sizes}`);
  assert.equal(await get("new"), String(sizes.length));
  await swap("new", String(sizes.length), undefined);
  assert.equal(records.size, 0);
});

const HOUR = 3_600_000;

/** Two clocks that a test moves: `pass` moves both, `step` only the wall's, as NTP or an administrator does. */
function clocks({ mock }) {
  let [wall, monotonic] = [Date.parse("2026-03-01T10:00:00Z"), 5000];
  mock.method(Date, "now", () => wall);
  mock.method(performance, "now", () => monotonic);
  return {
    step: (ms) => (wall += ms),
    pass(ms) {
      wall += ms;
      monotonic += ms;
    },
  };
}

for (const ms of [24 * HOUR, -24 * HOUR]) {
  test(`keeps a record for its time, although the wall clock steps by ${ms / HOUR} hours`, async (t) => {
    const { step, pass } = clocks(t);
    const store = memoryStore();
    await store.swap("lock", undefined, "mine", 1000);
    step(ms);
    assert.equal(await store.swap("lock", undefined, "another's", 1000), false, "the lock still holds");
    pass(999);
    assert.equal(await store.get("lock"), "mine");
    pass(1);
    assert.equal(await store.get("lock"), undefined);
    assert.equal(await store.swap("lock", undefined, "another's", 1000), true);
  });
}
