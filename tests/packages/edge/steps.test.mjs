/** `onStep`: the times that it gets, that it changes nothing, and that it gets no personal data. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, PERSON, setUp } from "../helpers/edge/harness.mjs";

/** A handler whose steps are in `steps`. */
function watch(config) {
  const steps = [];
  return { steps, ...setUp({ onStep: (step) => void steps.push(step), ...config }) };
}

test("the time of a step is its own, and that of the response and of what a person does is since the request came", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const pass = (ms, result) => () => {
    now += ms;
    return result;
  };
  const { steps, browser } = watch({ authorize: pass(30), rateLimit: pass(7, true), onCreated: pass(500) });
  assert.equal((await browser().json("links", PERSON)).status, 201);
  const times = Object.fromEntries(steps.map(({ step, ms }) => [step, ms]));
  const { rateLimit, authorize, readBody, request, onCreated, submitted, link_opened: opened, respond } = times;
  assert.deepEqual([rateLimit, authorize, readBody, request, onCreated], [7, 30, 0, 0, 500]);
  assert.deepEqual([submitted, opened, respond], [537, 537, 537]);
});

test("no step contains anything of the person, the customer or the path", async () => {
  const { steps, browser, sandbox } = watch({ authorize: () => ({ reference: "reference-of-hers" }) });
  const mine = browser();
  await mine.json("links", PERSON, { "idempotency-key": KEY });
  await mine.json("links", { ...PERSON, email: "jane" });
  await mine.get("status");
  const { status, body } = await mine.get("jane.smith@example.com");
  assert.deepEqual([status, body.code], [404, "no_route"]);
  const reported = JSON.stringify(steps);
  const { id, raw } = sandbox.customers()[0];
  const secrets = [...Object.values(PERSON.address), PERSON.email, PERSON.phone, "jane", KEY, "reference-of-hers", id ?? raw.id];
  for (const secret of secrets) assert.ok(!reported.includes(secret), secret);
  assert.deepEqual([steps.at(-1).route, steps.at(-1).code], ["", "no_route"]);
});
