/** The configuration of Stryker, in a copy of the tree: what it breaks, and the tests that it runs. */

import { readdirSync } from "node:fs";

const DIST = "target/consumers/*/node_modules/kyclink/dist";
const TESTS = "tests/packages";
const FOLDERS = ["kyclink", "form", "names", "messages", "edge", "cloudflare", "node", "stores", "page", "cli"];
/** They start programs or browsers, or try so many values that they take seconds for each mutant. */
const SLOW = new RegExp(
  `/(?:${[
    "kyclink/(?:agreement|boundary|input-large|operations-sandbox|requests|schema|schemas|trap|webhook-vectors)",
    "form/(?:form|libraries|page)",
    "names/(?:country-names|names)",
    "edge/(?:builtin|costs|crossings|failures|memory|platforms|simulation|states|strangers|tenants|traps|workerd)",
    "stores/stores",
    "page/(?:browser.*|frame|known-people|names|page|present.*|qr-code|states|transcript)",
    "cli/(?:cli|demo|doctor-page|init.*|links|sandbox|transcript)",
  ].join("|")})\\.test`,
);

export default {
  testRunner: "tap",
  plugins: ["@stryker-mutator/tap-runner"],
  inPlace: true,
  disableTypeChecks: false,
  coverageAnalysis: "perTest",
  mutate: [
    `${DIST}/{lib,cli,cloudflare,node,stores,page/server,page/views}/**/*.js`,
    `${DIST}/page/{client,client-issues}.js`,
    ...["tables.js", "edge/states.js", "levels.js", "page/server/code.js"].map((name) => `!**/${name}`),
  ],
  ignorePatterns: ["!node_modules"],
  symlinkNodeModules: false,
  reporters: ["progress-append-only", "html", "clear-text"],
  incremental: true,
  incrementalFile: "../mutants.json",
  concurrency: 3,
  timeoutMS: 20_000,
  tap: {
    testFiles: FOLDERS.flatMap((folder) => readdirSync(`${TESTS}/${folder}`).map((name) => `${TESTS}/${folder}/${name}`))
      .filter((path) => path.endsWith(".test.mjs") && !SLOW.test(path))
      .concat(`${TESTS}/testing/matchers.test.mjs`),
    nodeArgs: ["--test-reporter=tap", "-r", "{{hookFile}}", "{{testFile}}"],
    forceBail: true,
  },
};
