/** The test files in docs/testing.md pass, run by Node's test runner beside the installed package. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { copy } from "../../helpers/install/index.mjs";

const page = readFileSync(new URL("../../../../docs/testing.md", import.meta.url), "utf8");
const programs = [...page.matchAll(/```mjs\n\/\/ (\S+)\n(.*?)```/gs)];
const { folder } = copy();
// A runner that finds itself inside another reports to it and not to us.
const { NODE_TEST_CONTEXT, ...env } = process.env;

const run = (name, code) => {
  writeFileSync(join(folder, name), code);
  return spawnSync(process.execPath, ["--test", "--test-reporter=tap", join(folder, name)], { encoding: "utf8", env });
};

for (const [, name, code] of programs) {
  test(name, () => {
    const { status, stdout } = run(name, code);
    assert.equal(status, 0, stdout);
    assert.match(stdout, new RegExp(`^# pass ${code.match(/^test\(/gm).length}$`, "m"));
    assert.equal(run(name, code.replace("startKyc(client, JANE)", "startKyc(client, {})")).status, 1, "and it can fail");
  });
}

test("there is such a file", () => assert.equal(programs.length, 1));
