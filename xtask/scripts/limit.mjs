/**
 * `node --import ./xtask/scripts/limit.mjs --test …`: ends a process of tests if one of them takes longer than any may.
 * The test then counts as cancelled, with its name. Node's own limit is for a whole file.
 */

import { afterEach, beforeEach } from "node:test";
// Tests may replace the global ones.
import { clearTimeout, setTimeout } from "node:timers";

const LIMIT_MS = Number(process.env.KYCLINK_TEST_LIMIT_MS ?? 300_000);

// Node imports this file into the process of each test file, and into the one that starts them.
if (process.env.NODE_TEST_CONTEXT !== undefined) {
  const timers = new Map();
  beforeEach((test) => {
    const stop = () => {
      console.error(`"${test.name}" takes more than ${LIMIT_MS} ms`);
      process.exit(1);
    };
    timers.set(test, setTimeout(stop, LIMIT_MS).unref());
  });
  afterEach((test) => {
    clearTimeout(timers.get(test));
    timers.delete(test);
  });
}
