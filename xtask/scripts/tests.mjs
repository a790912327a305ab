/**
 * `node xtask/scripts/tests.mjs <step>`: runs the test files of a step in Node's test runner. `KYCLINK_RELEASE=1` runs
 * what proves a release, too.
 */

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const PACKAGES = "tests/packages";
const RUNTIMES = `${PACKAGES}/runtimes`;
/**
 * The files of the package's tests that `cargo xtask test` leaves to `--all`: they start other programs, such as workerd,
 * a browser, a database, npm or cargo, need the tarball, or take many seconds for values that others try a few of.
 */
const PROGRAMS = new RegExp(
  `^${PACKAGES}/(?:(?:cli|mutants|stores)/|${[
    "docs/(?:five-minutes|own-page|getting-started|site|example-pages|example-hono|example-own-desk|own-provider|markdown)",
    "edge/(?:hooks-awaited|simulation|store|workerd)",
    "form/(?:form|page|libraries)",
    "kyclink/(?:agreement|boundary|input-large|schema|trap|vectors|webhook-vectors|warm-up)",
    "names/country-names",
    "node/client-address",
    "package/(?:doc-examples|minifiers|package|reference|regular-expressions|types)",
    "page/(?:browser.*|handoff|present.*|provider-text|refusals|states|transcript)",
    "react/react",
    "testing/(?:conformance|runtimes|store-suite|transcripts)",
  ].join("|")})`,
);
const isInPackages = (path) => !path.startsWith(RUNTIMES);
/**
 * By step: the folder, which of its files, how many of them run at once, and whether its results are compared with
 * docs/runtimes.md.
 */
const STEPS = {
  packages: { folder: PACKAGES, has: (path) => isInPackages(path) && !PROGRAMS.test(path), atOnce: 2 },
  programs: { folder: PACKAGES, has: (path) => isInPackages(path) && PROGRAMS.test(path), atOnce: 2 },
  journeys: { folder: "tests/e2e", has: (path) => path.endsWith("/journeys.test.mjs"), atOnce: 1 },
  browser: { folder: "tests/e2e", has: () => true, atOnce: 3 },
  runtimes: { folder: RUNTIMES, has: (path) => !path.startsWith(`${RUNTIMES}/frameworks`), atOnce: 2, table: true },
  frameworks: { folder: `${RUNTIMES}/frameworks`, has: () => true, atOnce: 2, table: true },
};
/**
 * The slowest files start first. Those that run cargo start last: until then, the steps that compile the crate hold its
 * lock.
 */
const SLOWEST = /\/(journeys|languages|agreement|edge\/failures|quickstarts|store-suite)\.test\.mjs$/;
const RUNS_CARGO = /\/(agreement|boundary)\.test\.mjs$/;
/**
 * Files that need the installed Chromium, because it has extensions, tabs, a camera and autofill. The others run in the
 * headless shell, which is twice as fast.
 */
const NEEDS_CHROMIUM = /\/(runtimes\/browsers|runtimes\/extension|e2e\/(?:autofill|camera|handoff))\.test\.mjs$/;

const [, , step] = process.argv;
const { folder, has, atOnce, table } = STEPS[step];
const isRelease = process.env.KYCLINK_RELEASE === "1";
const files = readdirSync(folder, { recursive: true })
  .map((name) => join(folder, name))
  .filter((path) => path.endsWith(".test.mjs") && has(path) && !path.includes("/programs/"))
  .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
const { CHROMIUM, CHROMIUM_HEADLESS = CHROMIUM } = process.env;
// Some of the files compile the crate, with the variables of steps.sh.
Object.assign(process.env, { CARGO_PROFILE_TEST_OPT_LEVEL: "0", CARGO_PROFILE_TEST_DEBUG: "false", CARGO_INCREMENTAL: "0" });
if (step === "journeys") process.env.KYCLINK_FIRST = "1";
const isPart = [(path) => !NEEDS_CHROMIUM.test(path), (path) => NEEDS_CHROMIUM.test(path)];
for (const [at, executable] of [CHROMIUM_HEADLESS, CHROMIUM].entries()) {
  if (executable) process.env.CHROMIUM = executable;
  const part = files.filter(isPart[at]);
  if (part.length > 0) await runAll(part);
}
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
