/**
 * `node xtask/scripts/tests.mjs <step>`: runs the test files of a step in Node's test runner. `KYCLINK_RELEASE=1` runs
 * what proves a release, too.
 */

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { filesOf, STEPS } from "./steps.mjs";

/**
 * The slowest files start first. Those that run cargo start last: until then, the steps that compile the crate hold its
 * lock.
 */
const SLOWEST = /\/(journeys|languages|agreement|edge\/failures|quickstarts|store-suite)\.test\.mjs$/;
const RUNS_CARGO = /\/(agreement|boundary)\.test\.mjs$/;

const [, , step] = process.argv;
const { atOnce, table } = STEPS[step];
const isRelease = process.env.KYCLINK_RELEASE === "1";
// Ten thousand customers in workerd take longer than a test otherwise may.
if (isRelease) process.env.KYCLINK_TEST_LIMIT_MS ??= "1800000";
// Some of the files compile the crate, with the variables of steps.sh.
Object.assign(process.env, { CARGO_PROFILE_TEST_OPT_LEVEL: "0", CARGO_PROFILE_TEST_DEBUG: "false", CARGO_INCREMENTAL: "0" });
if (step === "journeys") process.env.KYCLINK_FIRST = "1";
await runAll(filesOf(step).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)));
if (table && spawnSync("node", ["tests/packages/runtimes/table.mjs", step], { stdio: "inherit" }).status !== 0) process.exitCode = 1;

function rank(path) {
  return SLOWEST.test(path) ? 0 : RUNS_CARGO.test(path) ? 2 : 1;
}

/**
 * Runs files in this order, each in a process of its own: `node --test` would sort them. The limit of a file is for one
 * that never yields; limit.mjs, which steps.sh imports, has that of a single test.
 */
async function runAll(paths) {
  const tests = run({
    files: paths.map((path) => resolve(path)),
    concurrency: atOnce,
    timeout: isRelease || step === "frameworks" ? 3_600_000 : 900_000,
  });
  tests.on("test:fail", () => (process.exitCode = 1));
  for await (const text of tests.compose(new spec())) process.stdout.write(text);
}
