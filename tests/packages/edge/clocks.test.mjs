/** A step of the wall clock changes no duration: no lock ends early, no record stays, no deadline moves. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox, KEY, memoryStore, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const { onboard, spherepay } = await esm();
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
  const direction = ms > 0 ? "forwards" : "backwards";

  test(`memoryStore keeps a record for its time, although the clock steps ${direction}`, async (t) => {
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

  test(`the same key twice makes one customer, although the clock steps ${direction} in between`, async (t) => {
    const { step } = clocks(t);
    let begun;
    let response;
    const isBegun = new Promise((resolve) => (begun = resolve));
    const mayRespond = new Promise((resolve) => (response = resolve));
    const { sandbox, browser } = setUp({
      async fetch(url, init) {
        begun();
        await mayRespond;
        return sandbox.fetch(url, init);
      },
    });
    const send = () => browser().json("links", PERSON, { "idempotency-key": KEY });
    const first = send();
    await isBegun;
    step(ms);
    const second = send();
    const isOver = await Promise.race([second.then(() => true), new Promise((resolve) => setTimeout(resolve, 100, false))]);
    response();
    const statuses = [(await first).status, (await second).status];
    assert.equal(sandbox.customers().length, 1, `${statuses}, ${isOver}`);
  });

  test(`a deadline is measured by the monotonic clock, although the other one steps ${direction}`, async (t) => {
    const { step } = clocks(t);
    const sandbox = createSandbox();
    const fetch = async (url, init) => {
      step(ms);
      return sandbox.fetch(url, init);
    };
    const client = spherepay({ apiKey: "key", baseUrl: sandbox.baseUrls.spherepay, fetch });
    assert.equal((await onboard(client, PERSON, { deadline: 5000 })).kind, "link");
  });
}
