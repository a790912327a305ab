/** Every test has a limit: one that hangs is stopped, and named. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const LIMIT = join(ROOT, "xtask/scripts/limit.mjs");

test("a test that hangs is stopped and named, and one that is quick is not", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-limit-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const body = (hangs) =>
    `import { describe, test } from "node:test";\ndescribe("all", () => { test("first", () => {}); test("second", () => new Promise((end) => setTimeout(end, ${hangs})));\ntest("third", () => {}); });`;
  for (const [ms, status] of [
    [120_000, 1],
    [1, 0],
  ]) {
    const path = join(folder, `${ms}.test.mjs`);
    writeFileSync(path, body(ms));
    // The runner of this file has its own context.
    const { NODE_TEST_CONTEXT, ...env } = { ...process.env, KYCLINK_TEST_LIMIT_MS: "2000" };
    const { status: code, stdout, stderr } = spawnSync(process.execPath, ["--import", LIMIT, "--test", path], { env, encoding: "utf8" });
    assert.equal(code, status, stdout + stderr);
    assert.equal(/"second" takes more than 2000 ms/.test(stdout + stderr), status === 1, stdout + stderr);
  }
});

test("every test runner of the test command has the limits", () => {
  const steps = readFileSync(join(ROOT, "xtask/steps.sh"), "utf8").split(/^ {2}[\w |-]+\)/m);
  const runners = steps.flatMap((step) => step.split("\n").map((line) => [line.trim(), step]));
  const unlimited = runners.filter(([line, step]) => {
    if (/^(#|echo )/.test(line)) return false;
    if (/cargo test\b/.test(line)) return !/^ +limit_cargo$/m.test(step) && !/RUNNER="\$\{?within/.test(step);
    return /node .*(--test\b|tests\.mjs)/.test(line) && !line.includes("limit.mjs");
  });
  assert.deepEqual(
    unlimited.map(([line]) => line),
    [],
  );
  assert.ok(runners.filter(([line]) => /limit\.mjs|^limit_cargo$/.test(line)).length >= 5);
});
