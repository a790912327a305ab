/** `refreshRoute`: a run for a request of a cron, behind the operator's own secret. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, configOf, createHandler, createSandbox, memoryStore, PERSON } from "../../helpers/edge/harness.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";

const { isKycLinkError } = await esm();
const { refreshRoute } = await subpath("edge");
const MINUTE = 60_000;
const SECRET = "a-secret-of-our-own-cron";
const IDLE = { asked: 0, changed: 0, failed: 0, isMore: false };

const requestOf = (authorization, init) =>
  new Request("https://app.example.com/refresh", { ...init, headers: authorization === undefined ? {} : { authorization } });
const cron = (init) => requestOf(`Bearer ${SECRET}`, init);

/** A person whose approval was never delivered, and whom a run finds after five minutes. */
async function lose(t, config) {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const sandbox = createSandbox();
  const events = [];
  const all = configOf(sandbox, { agenda: true, onEvent: (event) => events.push(event), ...config });
  const page = browser(createHandler(all));
  await page.json("links", PERSON);
  await sandbox.complete(sandbox.customers()[0].id, "approve");
  t.mock.timers.tick(5 * MINUTE);
  return { events, config: all, page };
}

test("Vercel's cron and a POST run, and get nothing but the counts", async (t) => {
  const { events, config, page } = await lose(t);
  const first = await refreshRoute(cron(), { secret: SECRET, config });
  assert.equal(first.status, 200);
  assert.equal(first.headers.get("cache-control"), "no-store");
  assert.equal(first.headers.get("content-type"), "application/json");
  assert.deepEqual(await first.json(), { asked: 1, changed: 1, failed: 0, isMore: false });
  assert.deepEqual(
    events.map(({ kind, source }) => [kind, source]),
    [["kyc_approved", "refresh"]],
  );
  assert.equal((await page.get("status")).body.status, "approved");
  const again = await refreshRoute(cron({ method: "POST", body: "{}" }), { secret: SECRET, config, limit: 5 });
  assert.deepEqual([again.status, await again.json()], [200, IDLE]);
});

test("nothing runs without the secret, whatever resembles it", async (t) => {
  const { events, config } = await lose(t);
  let opened = 0;
  const counted = () => {
    opened++;
    return config;
  };
  const others = [undefined, "", SECRET, "Bearer", "Bearer undefined", `Bearer ${SECRET.slice(1)}`, `Bearer ${SECRET}x`];
  for (const given of [
    ...others,
    `bearer ${SECRET}`,
    `Basic ${SECRET}`,
    `Bearer ${SECRET}, Bearer ${SECRET}`,
    `Bearer ${"x".repeat(10_000)}`,
  ]) {
    const response = await refreshRoute(requestOf(given), { secret: SECRET, config: counted });
    assert.deepEqual([response.status, await response.json()], [401, { code: "unauthorized" }], given);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("www-authenticate"), "Bearer");
  }
  for (const method of ["HEAD", "PUT", "DELETE", "OPTIONS"]) {
    const response = await refreshRoute(cron({ method }), { secret: SECRET, config: counted });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, POST"], method);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  }
  assert.deepEqual([opened, events], [0, []]);
});

test("a secret that is missing or short is refused before the request is read", async (t) => {
  const { config } = await lose(t);
  for (const secret of [undefined, "", "fifteen-letters", 42, null]) {
    for (const request of [cron(), requestOf(`Bearer ${secret}`), requestOf(undefined)]) {
      await assert.rejects(
        refreshRoute(request, { secret, config }),
        (error) =>
          isKycLinkError(error) && error.code === "invalid_config" && /^secret must be a string of at least 16/.test(error.message),
      );
    }
  }
  await assert.rejects(refreshRoute(cron(), { secret: SECRET, config, limits: 1 }), /did you mean "limit"/);
  await assert.rejects(refreshRoute(cron(), { secret: SECRET, config: { ...config, agenda: false } }), /Set agenda: true/);
});

test("a store that fails is 503 with a code, without its message", async (t) => {
  const fails = () => Promise.reject(new Error("jane.smith@example.com"));
  const { config } = await lose(t, { store: memoryStore(), onError: () => {} });
  const response = await refreshRoute(cron(), { secret: SECRET, config: { ...config, store: { get: fails, swap: fails } } });
  assert.deepEqual([response.status, await response.json()], [503, { code: "unavailable" }]);
});

test("the environment reaches a function, and a request that was aborted ends its run", async (t) => {
  const { events, config } = await lose(t);
  const seen = [];
  const options = { secret: SECRET, config: (env) => seen.push(env) && config, env: { KYCLINK: 1 } };
  const response = await refreshRoute(cron({ signal: AbortSignal.abort() }), options);
  assert.deepEqual(await response.json(), { ...IDLE, isMore: true });
  assert.deepEqual([seen, events], [[{ KYCLINK: 1 }], []]);
});

test("each run is seen by onStep, also one to which nobody is due, and none says whom it is about", async (t) => {
  const steps = [];
  const { config } = await lose(t, { onStep: (step) => steps.push(step) });
  for (const expected of [["loadRecord", "request"], ["loadRecord"]]) {
    steps.length = 0;
    await refreshRoute(cron(), { secret: SECRET, config });
    assert.deepEqual([...new Set(steps.map(({ route }) => route))], ["refresh"]);
    for (const step of expected)
      assert.ok(
        steps.some((one) => one.step === step),
        step,
      );
    assert.doesNotMatch(JSON.stringify(steps), /jane|customer_[0-9a-f]/);
  }
});
