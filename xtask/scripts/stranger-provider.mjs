/**
 * A stranger's ten minutes with a provider of their own, timed: docs/own-provider.md in an empty folder, with the tarball
 * of `cargo xtask pack`, from `npm install` to an approved person.
 *
 *     node xtask/scripts/stranger-provider.mjs
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { passes, start, writeFiles } from "../../tests/packages/helpers/docs/own-provider.mjs";
import { scratch, tarball } from "../../tests/packages/helpers/install/index.mjs";

const folder = scratch();
const begun = Date.now();

async function timed(what, act) {
  const before = Date.now();
  const result = await act();
  const seconds = (ms) => (ms / 1000).toFixed(1).padStart(5);
  console.log(`${seconds(Date.now() - before)} s  ${what} (after ${seconds(Date.now() - begun).trim()} s)`);
  return result;
}

const flags = ["--offline", "--no-audit", "--no-fund", "--loglevel=error", "--cache", ".npm"];
await timed("npm install, in an empty folder", () =>
  execFileSync("npm", ["install", ...flags, tarball()], { cwd: folder, stdio: "ignore" }),
);
const { names, origin } = await timed("the files of the page", () => writeFiles(folder));
console.log(`         ${names.join(", ")}`);
await timed("testProvider", async () => {
  const suite = start(folder, "acme.test.mjs");
  assert.equal(await suite.exited, 0, suite.printed());
  console.log(`         ${/^# pass \d+$/m.exec(suite.printed())}`);
});
await timed("the server, the form and the check: a person is approved", async () => {
  const server = start(folder, "server.mjs");
  try {
    assert.equal((await passes({ origin, printed: server.printed })).status, "approved");
  } finally {
    server.stop();
  }
});
