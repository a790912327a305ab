/** What `onError` and `onStep` hear: each failure once, with its route, its code and its cause; times; nothing personal. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, memoryStore, newKey, PERSON, setUp } from "../../helpers/edge/harness.mjs";

test("the cause is what the last attempt was rejected with; after a response there is none", async () => {
  const lost = new TypeError("lost");
  for (const [attempts, cause] of [
    [["lost", "lost", "lost"], lost],
    [["lost", 503, 503], undefined],
    [[503, "lost", 503], undefined],
    [[503, 503, "lost"], lost],
  ]) {
    const script = [];
    const { browser, sandbox, errors } = setUp({
      fetch: async (...given) => {
        const next = script.shift();
        if (next === undefined) return sandbox.fetch(...given);
        if (next === "lost") throw lost;
        return new Response("{}", { status: next, headers: { "retry-after": "0" } });
      },
    });
    const page = browser();
    assert.equal((await page.json("links", PERSON)).status, 201);
    assert.equal((await page.get("status")).status, 200);
    script.push(...attempts);
    assert.ok((await page.json("links/renew", {})).status >= 500);
    assert.deepEqual([script, errors.map(({ error }) => error.cause)], [[], [cause]], String(attempts));
  }
});

test("a thrown value that is not an Error becomes the cause of one, and is not in its message", async () => {
  for (const thrown of ["jane@example.com", undefined, null, 5, { code: "internal", message: "jane@example.com" }]) {
    const { browser, errors } = setUp({
      authorize: () => {
        throw thrown;
      },
    });
    assert.equal((await browser().json("links", PERSON)).status, 403);
    const [{ error }, ...others] = errors;
    assert.ok(error instanceof Error && others.length === 0, String(thrown));
    const message = "authorize threw a value that is not an Error.";
    assert.deepEqual([error.code, error.cause, error.message], ["internal", thrown, message]);
  }
});

test("a store that throws: its own error for onError, and the code internal for onStep", async () => {
  const failure = new Error("the store is down");
  const steps = [];
  const store = { ...memoryStore(), swap: () => Promise.reject(failure) };
  const { browser, errors } = setUp({ store, onStep: (step) => steps.push(step) });
  const { status } = await browser().json("links", PERSON, { "idempotency-key": newKey() });
  assert.equal(status, 503);
  assert.deepEqual(errors, [{ error: failure, route: "links" }]);
  assert.deepEqual(
    steps.filter(({ code }) => code !== undefined).map(({ step, code }) => [step, code]),
    [
      ["swapRecord", "internal"],
      ["respond", "not_now"],
    ],
  );
});

test("each request to the provider has the status of its response, and the code of what it became", async () => {
  for (const [answer, status, code] of [
    [undefined, 201, undefined],
    [() => new Response('{"message":"no"}', { status: 401 }), 401, "unauthorized"],
    [() => new Response("", { status: 403 }), 403, "forbidden"],
    [() => new Response("<html>", { status: 503, headers: { "retry-after": "0" } }), 503, "outcome_unknown"],
    [() => Promise.reject(new TypeError("lost")), undefined, "network"],
  ]) {
    const steps = [];
    const { browser, sandbox } = setUp({
      onStep: ({ step, status, code }) => step === "request" && steps.push([status, code]),
      fetch: (...given) => (answer ? answer() : sandbox.fetch(...given)),
    });
    await browser().json("links", PERSON);
    assert.deepEqual(steps[0], [status, code]);
  }
});

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
