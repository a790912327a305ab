/** Counts what a request costs, as documented in docs/stores.md, "Scaling". */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, mock, test } from "node:test";
import { browser, configOf, createHandler, createSandbox, KEY, memoryStore, PERSON } from "../helpers/edge/harness.mjs";

const PAGE = readFileSync(new URL("../../../docs/stores.md", import.meta.url), "utf8");
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
  return { step, handler, sandbox };
}

test("each route costs what the table says", async () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });
  const post = (person, key) => (page) => page.json("links", person, key && { "idempotency-key": key });
  const { step, handler, sandbox } = await counting();
  const grid = await counting({ provider: "grid" });

  const keyed = [await step(post(PERSON, KEY), 201), await grid.step(post(PERSON_AT_GRID, KEY), 201)];
  const both = (cells) => `${cells[0]} (SpherePay), ${cells[1]} (Grid)`;
  assert.deepEqual(
    row("`POST /links` with a key"),
    [0, 1].map((cell) => both(keyed.map((counts) => counts[cell]))),
  );
  assert.deepEqual(row("the same post again"), await step(post(PERSON, KEY), 201));
  const bare = [await step(post(PERSON), 201), await grid.step(post(PERSON_AT_GRID), 201)];
  assert.deepEqual(
    row("`POST /links` without a key"),
    [0, 1].map((cell) => `${bare[0][cell]} or ${bare[1][cell]}`),
  );
  assert.deepEqual(row("`POST /links/renew`"), await step((page) => page.empty("links/renew"), 201));
  await step((page) => page.get("status"), 200);
  const [requests, operations] = await step((page) => page.empty("links/renew"), 201);
  assert.deepEqual([requests, operations], ["1", row("`POST /links/renew`")[1]]);
  assert.match(PAGE, /one request less to the provider if the status is known/);
  mock.timers.tick(10_000);
  const stale = await step((page) => page.get("status"), 200);
  const fresh = await step((page) => page.get("status"), 200);
  assert.deepEqual(row("`GET /status`, asked again"), stale);
  assert.deepEqual(row("`GET /status`, known for less than ten seconds"), fresh);
  const event = {
    id: "event_1",
    name: "customer.kyc.successful",
    created: new Date().toISOString(),
    data: { customer: { id: sandbox.customers()[0].id } },
  };
  const { body, headers } = await sandbox.signWebhook("spherepay", event);
  const deliver = () => handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, headers }));
  assert.deepEqual(row("a webhook"), await step(deliver, 200));
});
