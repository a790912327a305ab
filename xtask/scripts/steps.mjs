/** The steps of `cargo xtask test` that run in Node, with their test files. */

import { readdirSync } from "node:fs";
import { join } from "node:path";

const PACKAGES = "tests/packages";
const RUNTIMES = `${PACKAGES}/runtimes`;
/**
 * The files of the package's tests that `cargo xtask test` leaves to `--all`: they start other programs, such as workerd,
 * a browser, a database, npm or cargo, need the tarball, or take many seconds for values that others try a few of.
 */
const PROGRAMS = new RegExp(
  `^${PACKAGES}/(?:(?:kit/cli|service/stores)/|${[
    "docs/(?:five-minutes|own-page|getting-started|site|example-pages|example-hono|example-own-desk|example-readmes|own-provider|markdown)",
    "module/form/(?:form|page|libraries)",
    "module/kyclink/(?:agreement|boundary|schema|trap|vectors|webhook-vectors|warm-up)",
    "module/names/country-names",
    "service/edge/(?:hooks-awaited|store|workerd)",
    "service/node/client-address",
    "service/page/(?:browser.*|handoff|page|present.*|provider-text|refusals|states|transcript)",
    "service/react/(?:bearer|docs|end|presentation|react|submit|validation)",
    "kit/testing/(?:conformance|runtimes|store-suite|transcripts)",
    "package/(?:doc-examples|minifiers|package|regular-expressions|types)",
  ].join("|")})`,
);
const isInPackages = (path) => !path.startsWith(RUNTIMES);
/**
 * By step: the folder, which of its files, how many of them run at once, and whether its results are compared with
 * docs/runtimes.md.
 */
export const STEPS = {
  packages: { folder: PACKAGES, has: (path) => isInPackages(path) && !PROGRAMS.test(path), atOnce: 2 },
  programs: { folder: PACKAGES, has: (path) => isInPackages(path) && PROGRAMS.test(path), atOnce: 2 },
  journeys: { folder: "tests/e2e", has: (path) => path.endsWith("/journeys.test.mjs"), atOnce: 1 },
  browser: { folder: "tests/e2e", has: () => true, atOnce: 3 },
  runtimes: { folder: RUNTIMES, has: (path) => !path.startsWith(`${RUNTIMES}/frameworks`), atOnce: 2, table: true },
  frameworks: { folder: `${RUNTIMES}/frameworks`, has: () => true, atOnce: 2, table: true },
};

/** Returns the paths of a step's test files. @param {keyof typeof STEPS} step */
export function filesOf(step) {
  const { folder, has } = STEPS[step];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith(".test.mjs") && has(path) && !path.includes("/programs/"));
}
