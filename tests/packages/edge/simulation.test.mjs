/**
 * People, attackers, networks and stores that fail, processes that die: nobody gets a second customer or somebody
 * else's link. `cargo xtask simulate-package` does the same for ten thousand onboardings.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate } from "../helpers/simulation/node.mjs";
import { simulateWorkerd } from "../helpers/simulation/workerd.mjs";

const seed = Number(process.env.SIMULATION_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`20 onboardings in Node, seed ${seed}`, async (t) => {
  const { violations, requests, faults } = await simulate({ seed, count: 20 });
  assert.deepEqual(violations, []);
  t.diagnostic(`${requests} requests, ${Object.values(faults).reduce((sum, times) => sum + times, 0)} faults`);
});

test("the same seed gives the same run", async () => {
  const runs = [await simulate({ seed, count: 10 }), await simulate({ seed, count: 10 })];
  assert.deepEqual(runs[0], runs[1]);
});

/**
 * It waits for two minutes in real time, and `cargo xtask simulate-package` does the same for a thousand onboardings.
 */
const skip = process.env.KYCLINK_RELEASE === "1" ? false : "before a release only";

test(`6 onboardings in workerd, which is killed meanwhile, seed ${seed}`, { skip }, async (t) => {
  const { violations, kills, requests } = await simulateWorkerd({ seed, count: 6, every: 5_000, isShort: true });
  assert.deepEqual(violations, []);
  assert.ok(kills > 0);
  t.diagnostic(`${requests} requests, ${kills} kills`);
});
