/** People in front of workerd, which is killed meanwhile: nobody gets a second customer or somebody else's link. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate } from "../helpers/simulation/workerd.mjs";

const seed = Number(process.env.SIMULATION_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** It waits for minutes in real time, and `cargo xtask simulate-package` does the same for more onboardings. */
const skip = process.env.KYCLINK_RELEASE === "1" ? false : "before a release only";

test(`6 onboardings in workerd, which is killed meanwhile, seed ${seed}`, { skip }, async (t) => {
  const { violations, kills, requests } = await simulate({ seed, count: 6, every: 5_000 });
  assert.deepEqual(violations, []);
  assert.ok(kills > 0);
  t.diagnostic(`${requests} requests, ${kills} kills`);
});
