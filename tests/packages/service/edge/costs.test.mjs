/** Counts what a request costs, as documented in docs/stores.md, "Scaling". */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, mock, test } from "node:test";
import { browser, configOf, createHandler, createOperator, createSandbox, KEY, memoryStore, PERSON } from "../../helpers/edge/harness.mjs";

const PAGE = readFileSync(new URL("../../../../docs/stores.md", import.meta.url), "utf8");
const PERSON_AT_GRID = { ...PERSON, firstName: "Jane", lastName: "Smith", birthDate: "1990-01-15", nationality: "US" };

afterEach(() => mock.timers.reset());

/** The row of a route: requests to the provider, requests to the store. */
function row(route) {
  const line = PAGE.split("\n").find((line) => line.startsWith(`| ${route} |`));
  assert.ok(line, route);
  return line
    .split("|")
    .slice(2, 4)
    .map((cell) => cell.trim());
}

/** A handler whose requests to the provider and the store are counted, one step at a time. */
async function counting(config) {
  let counts = [0, 0];
  const sandbox = createSandbox({ onRequest: () => counts[0]++ });
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const inner = memoryStore();
  const store = Object.fromEntries(
    ["get", "swap"].map((name) => [
      name,
      (...given) => {
        counts[1]++;
        return inner[name](...given);
      },
    ]),
  );
  const own = configOf(sandbox, { store, ...config });
  const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
  const page = browser(handler);
  const step = async (action, status) => {
    counts = [0, 0];
    const response = await action(page);
    assert.equal(response.status, status);
    return counts.map(String);
  };
  return { step, own, handler, sandbox };
}

/** What each route costs: requests to the provider, requests to the store. */
async function costsOf(config) {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });
  const post = (person, key) => (page) => page.json("links", person, key && { "idempotency-key": key });
  const { step, handler, sandbox } = await counting(config);
  const grid = await counting({ provider: "grid", ...config });
  // With an agenda, the first onboarding of a process also writes where runs begin.
  for (const one of [handler, grid.handler]) await browser(one).json("links", one === handler ? PERSON : PERSON_AT_GRID);
  const pair = async (key, both) => {
    const [sphere, other] = [await step(post(PERSON, key), 201), await grid.step(post(PERSON_AT_GRID, key), 201)];
    return [0, 1].map((cell) => both(sphere[cell], other[cell]));
  };
  const costs = {};
  costs["`POST /links` with a key"] = await pair(KEY, (sphere, other) => `${sphere} (SpherePay), ${other} (Grid)`);
  costs["the same post again"] = await step(post(PERSON, KEY), 201);
  costs["`POST /links` without a key"] = await pair(undefined, (sphere, other) => `${sphere} or ${other}`);
  costs["`POST /links/renew`"] = await step((page) => page.empty("links/renew"), 201);
  const learned = await step((page) => page.get("status"), 200);
  const known = await step((page) => page.empty("links/renew"), 201);
  assert.deepEqual(known, ["1", costs["`POST /links/renew`"][1]]);
  mock.timers.tick(10_000);
  costs["`GET /status`, asked again"] = await step((page) => page.get("status"), 200);
  costs["`GET /status`, known for less than ten seconds"] = await step((page) => page.get("status"), 200);
  const event = {
    id: "event_1",
    name: "customer.kyc.successful",
    created: new Date().toISOString(),
    data: { customer: { id: sandbox.customers()[1].id } },
  };
  const { body, headers } = await sandbox.signWebhook("spherepay", event);
  const deliver = () => handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, headers }));
  costs["a webhook"] = await step(deliver, 200);
  mock.timers.reset();
  return { costs, learned };
}

test("each route costs what the table says, and an onboarding takes one operation more with an agenda", async () => {
  const { costs: without, learned } = await costsOf();
  const { costs: withAgenda, learned: learnedWithAgenda } = await costsOf({ agenda: true });
  assert.deepEqual(learnedWithAgenda, learned, "a first look at a status that has not changed");
  for (const [route, [requests, operations]] of Object.entries(without)) {
    assert.deepEqual(row(route), [requests, operations], route);
    const more = route.startsWith("`POST /links` with") ? operations.replace(/\b\d\b/g, (count) => Number(count) + 1) : operations;
    assert.deepEqual(withAgenda[route], [requests, more], route);
  }
  assert.match(PAGE, /With `agenda`, an onboarding takes one more of the store/);
  assert.match(PAGE, /one request less to the provider if the status is known/);
});

test("a run of refresh costs what the page says", async () => {
  const [, most] = PAGE.match(/about (\d+) operations for each customer/);
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });
  const { step, own, handler } = await counting({ agenda: true });
  const { refresh } = createOperator(own);
  await refresh();
  for (let number = 0; number < 30; number++) {
    const response = await browser(handler).json("links", { ...PERSON, email: `jane${number}@example.com` });
    assert.equal(response.status, 201);
  }
  mock.timers.tick(10 * 60_000);
  const [requests, operations] = await step(async () => ({ ...(await refresh()), status: 200 }), 200);
  assert.equal(requests, "30");
  const each = Number(operations) / 30;
  assert.ok(each > 0.8 * most && each <= most, `${each} operations`);
});
