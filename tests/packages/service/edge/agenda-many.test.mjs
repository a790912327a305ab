/**
 * Many open customers, about few of whom a run may ask: everybody's turn comes, and each decision is told once. Before a
 * release there are ten thousand of them, and a budget of a hundred requests.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, configOf, createHandler, createOperator, createSandbox, PERSON } from "../../helpers/edge/harness.mjs";

const MINUTE = 60_000;
const [CUSTOMERS, LIMIT] = process.env.KYCLINK_RELEASE === "1" ? [10_000, 100] : [500, 20];
/** After how many runs everybody had a turn. */
const ROUND = CUSTOMERS / LIMIT;
const DECIDED = 100;

test(`${CUSTOMERS} open customers share a budget of ${LIMIT} requests`, { timeout: 900_000 }, async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const sandbox = createSandbox();
  const [turns, told] = [new Map(), []];
  let sent = 0;
  let most = Number.POSITIVE_INFINITY;
  async function fetch(url, init) {
    const [, id] = /\/customer\/(customer_\w+)$/.exec(url) ?? [];
    if (!id || init.method !== "GET") return sandbox.fetch(url, init);
    if (++sent > most) return new Response("{}", { status: 429, headers: { "retry-after": "60" } });
    turns.set(id, (turns.get(id) ?? 0) + 1);
    return sandbox.fetch(url, init);
  }
  const onEvent = ({ source, kind, customerId }) => source === "refresh" && told.push(`${kind} ${customerId}`);
  const config = configOf(sandbox, { fetch, agenda: true, bridge: undefined, grid: undefined, onEvent });

  // All are due in one slot. Each process has its part of its tree, and the parts grow into each other.
  const processes = Array.from({ length: 8 }, () => createHandler(config));
  for (let first = 0; first < CUSTOMERS; first += 100) {
    const batch = Array.from({ length: 100 }, async (_, at) => {
      const page = browser(processes[at % processes.length]);
      assert.equal((await page.json("links", { ...PERSON, email: `person${first + at}@example.com` })).status, 201);
    });
    await Promise.all(batch);
  }

  const operators = [1, 2].map(() => createOperator(config));
  /** Runs every five minutes. Nobody has a turn again before all others had theirs. */
  async function run(runs) {
    for (let number = 0; number < runs; number++) {
      t.mock.timers.tick(5 * MINUTE);
      sent = 0;
      const { asked } = await operators[number % 2].refresh({ limit: LIMIT });
      assert.ok(asked <= LIMIT && sent === asked, `${sent} requests, ${asked} customers`);
      const all = [...turns.values()];
      const least = all.length < CUSTOMERS ? 0 : Math.min(...all);
      assert.ok(Math.max(...all) <= least + 1, `somebody waits while another one had ${Math.max(...all)} turns`);
    }
  }
  await run(ROUND);
  assert.equal(turns.size, CUSTOMERS);
  assert.deepEqual(told, []);

  const decided = sandbox.customers().filter((_, at) => at % (CUSTOMERS / DECIDED) === 0);
  for (const { id } of decided) await sandbox.complete(id, "approve");
  // The provider has enough in the middle of a run.
  most = Math.floor(LIMIT / 2);
  await run(1);
  most = Number.POSITIVE_INFINITY;
  await run(ROUND + 1);
  const expected = decided.map(({ id }) => `kyc_approved ${id}`);
  assert.deepEqual(told.toSorted(), expected.sort());
});
