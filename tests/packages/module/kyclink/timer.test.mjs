/**
 * Deadlines and aborts before, during and after the pause between two attempts, and what is left behind: no timer, no
 * listener, no request. A clock and timers that a test moves make the milliseconds exact.
 */

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, test } from "node:test";
import { hangs, PERSON, turns } from "../../helpers/edge/harness.mjs";
import { esm, internal } from "../../helpers/install/index.mjs";

const kyclink = await esm();
const inside = (path) => internal(`module/${path}`);
const { wholeMs, milliseconds, LONGEST } = await inside("call/timer.js");

const LINK = { kycUrl: "https://kyc.example.com/1", expiresAt: "2030-01-01T00:00:00Z", provider: "SUMSUB" };
const CUSTOMER = { id: "Customer:1", customerType: "INDIVIDUAL", kycStatus: "UNVERIFIED" };
const AT_GRID = { ...PERSON, firstName: "Jane", lastName: "Smith", birthDate: "1990-01-15", nationality: "US" };
const SECOND = 1000;

/** A clock that a test moves, with the timers that are set. */
function holdClock(t) {
  let now = 50_000;
  const timers = new Map();
  let count = 0;
  t.mock.method(performance, "now", () => now);
  t.mock.method(Math, "random", () => 0.5);
  t.mock.method(globalThis, "setTimeout", (act, ms) => {
    timers.set(++count, { act, at: now + ms });
    return count;
  });
  t.mock.method(globalThis, "clearTimeout", (id) => timers.delete(id));
  return {
    timers,
    /** Lets time pass, in steps from timer to timer. */
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await turns();
        const due = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        const [id, { act, at }] = due;
        timers.delete(id);
        now = Math.max(now, at);
        act();
      }
      now = end;
      await turns();
    },
    now: () => now - 50_000,
  };
}

/** A client whose provider follows a script, and the times of its requests. */
function scripted(clock, ...script) {
  const asked = [];
  const fetch = (url, init) => {
    const at = asked.push({ url, at: clock.now(), signal: init.signal }) - 1;
    const act = script[Math.min(at, script.length - 1)];
    return act(url, init);
  };
  return { asked, client: kyclink.grid({ clientId: "id", clientSecret: "secret", fetch }) };
}

const unavailable = (seconds) => async () => Response.json({}, { status: 503, headers: { "retry-after": String(seconds) } });
const found = async () => Response.json(LINK, { status: 201 });
const takes = (ms, then) => (url, init) =>
  new Promise((resolve, reject) => {
    init.signal.addEventListener("abort", () => reject(init.signal.reason));
    setTimeout(() => resolve(then(url, init)), ms);
  });

/** What a call has left behind: listeners on its caller's signal, and timers. */
const left = (clock, { signal }) => [getEventListeners(signal, "abort").length, clock.timers.size];

/** Starts a call, and records how and when it ends. */
function start(clock, client, options) {
  const outcome = {};
  client.createKycLink({ customerId: "Customer:1" }, options).then(
    (value) => Object.assign(outcome, { value, at: clock.now() }),
    (error) => Object.assign(outcome, { error, at: clock.now() }),
  );
  return outcome;
}

describe("an abort", () => {
  // What fetch does, when the abort comes, and after how many requests. The pause takes 10,000 ms.
  for (const [what, script, ms, requests] of [
    ["at the beginning of a pause", [unavailable(10), found], 0, 1],
    ["in a pause", [unavailable(10), found], 5 * SECOND, 1],
    ["a millisecond before the end of a pause", [unavailable(10), found], 10 * SECOND - 1, 1],
    ["during the second attempt", [unavailable(3), hangs], 4 * SECOND, 2],
  ]) {
    test(`${what} ends the call at once`, async (t) => {
      const clock = holdClock(t);
      const controller = new AbortController();
      const { asked, client } = scripted(clock, ...script);
      const outcome = start(clock, client, { signal: controller.signal });
      await clock.pass(ms);
      assert.deepEqual([asked.length, outcome.error, outcome.value], [requests, undefined, undefined]);
      const reason = { why: "enough" };
      controller.abort(reason);
      await turns();
      const { error, at } = outcome;
      assert.deepEqual([error.code, error.operation, error.provider, at], ["aborted", "grid.createKycLink", "grid", ms]);
      assert.equal(error.cause, reason);
      if (requests === 2) assert.ok(asked[1].signal.aborted);
      await clock.pass(60 * SECOND);
      assert.deepEqual([asked.length, ...left(clock, controller)], [requests, 0, 0]);
    });
  }

  test("after the pause comes too late", async (t) => {
    const clock = holdClock(t);
    const controller = new AbortController();
    const { client } = scripted(clock, unavailable(10), found);
    const outcome = start(clock, client, { signal: controller.signal });
    await clock.pass(10 * SECOND);
    controller.abort();
    await turns();
    assert.equal(outcome.value?.kycUrl, LINK.kycUrl);
    assert.deepEqual(left(clock, controller), [0, 0]);
  });

  test("between the response and the pause counts", async (t) => {
    const clock = holdClock(t);
    const controller = new AbortController();
    const { asked, client } = scripted(clock, unavailable(10), found);
    // It is asked when the pause is decided.
    t.mock.method(Math, "random", () => {
      controller.abort("meanwhile");
      return 0.5;
    });
    const outcome = start(clock, client, { signal: controller.signal });
    await turns();
    assert.deepEqual([outcome.error?.code, outcome.error?.cause, outcome.at, asked.length], ["aborted", "meanwhile", 0, 1]);
    assert.deepEqual(left(clock, controller), [0, 0]);
  });
});

describe("a deadline", () => {
  test("leaves each attempt what is left of it, and at least a millisecond", async (t) => {
    const clock = holdClock(t);
    const { asked, client } = scripted(clock, takes(2 * SECOND, unavailable(3)), hangs);
    const outcome = start(clock, client, { deadline: 7 * SECOND, timeout: 6 * SECOND });
    await clock.pass(5 * SECOND);
    assert.deepEqual(
      asked.map(({ at }) => at),
      [0, 5 * SECOND],
    );
    await clock.pass(2 * SECOND - 1);
    assert.equal(outcome.error, undefined);
    await clock.pass(1);
    assert.deepEqual([outcome.error.code, outcome.at], ["timeout", 7 * SECOND]);
  });

  test("of a flow covers all of its requests", async (t) => {
    const created = async () => Response.json(CUSTOMER, { status: 201 });
    for (const [script, asks] of [
      [
        [takes(SECOND, unavailable(1)), hangs],
        [0, 3, 5],
      ],
      [[hangs], [0, 3]],
    ]) {
      const clock = holdClock(t);
      const { asked, client } = scripted(clock, takes(3 * SECOND, created), ...script);
      const outcome = {};
      kyclink.onboard(client, AT_GRID, { deadline: 10 * SECOND }).catch((error) => Object.assign(outcome, { error, at: clock.now() }));
      await clock.pass(9 * SECOND);
      assert.deepEqual([asked.map(({ at }) => at / SECOND), outcome.error], [asks, undefined]);
      await clock.pass(SECOND);
      assert.deepEqual([outcome.error?.code, outcome.at, outcome.error?.customerId], ["timeout", 10 * SECOND, "Customer:1"]);
      assert.equal(asked.length, asks.length);
      t.mock.restoreAll();
    }
  });
});

test("each attempt has its own timeout, also after a pause", async (t) => {
  const clock = holdClock(t);
  const { asked, client } = scripted(clock, hangs);
  const outcome = start(clock, client, { timeout: 5 * SECOND, maxRetries: 2 });
  await clock.pass(60 * SECOND);
  assert.equal(outcome.error.code, "timeout");
  assert.equal(asked.length, 3);
  const ends = [asked[1].at - 5 * SECOND, asked[2].at - 5 * SECOND - asked[1].at, outcome.at - asked[2].at];
  assert.ok(ends[0] > 0 && ends[1] > ends[0], `pauses grow: ${ends}`);
  assert.equal(ends[2], 5 * SECOND);
  assert.equal(clock.timers.size, 0);
});

describe("durations", () => {
  test("are whole milliseconds that a timer accepts", () => {
    assert.equal(LONGEST, 2147483647);
    for (const [given, expected] of [
      [1, 1],
      [0.2, 1],
      [1.0001, 2],
      [LONGEST, LONGEST],
      [LONGEST + 1, LONGEST],
      [1e300, LONGEST],
    ]) {
      assert.equal(wholeMs(given), expected);
      assert.equal(milliseconds("timeout", given), expected);
    }
    // misuse.test.mjs has what is refused.
    for (const other of [undefined, null, "5", [5], Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(wholeMs(other), other);
    assert.equal(wholeMs(-1.5), -1);
  });

  test("longer than a timer's do not end at once", async (t) => {
    const clock = holdClock(t);
    const { client } = scripted(clock, hangs);
    const outcome = start(clock, client, { timeout: 1e12, deadline: 1e12, maxRetries: 1e12 });
    await clock.pass(86_400 * SECOND);
    assert.equal(outcome.error, undefined);
    assert.equal(clock.timers.size, 1);
  });
});
