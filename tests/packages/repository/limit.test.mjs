/** What xtask/scripts/limit.mjs does with a test file that does not end: here with files that fail and leave something open. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { scratch } from "../helpers/install/index.mjs";

const LIMIT = fileURLToPath(new URL("../../../xtask/scripts/limit.mjs", import.meta.url));
/** A process that has ended counts until it is reaped, and some machines take their time for that. */
const REAPING_MS = 10_000;
const SERVER = `await new Promise((resolve) => createServer().listen(0, "127.0.0.1", resolve));`;
const FAILED = `throw new Error("there is no browser");`;
const FILES = {
  "before.test.mjs": `before(async () => { ${SERVER} ${FAILED} }); test("one", () => {});`,
  "inner-before.test.mjs": `describe("all", () => { before(async () => { ${SERVER} ${FAILED} }); test("one", () => {}); });`,
  "module.test.mjs": `test("one", () => {}); ${SERVER} ${FAILED}`,
  "program.test.mjs": `test("one", () => {
    const script = "setInterval(() => {}, 1000)";
    console.log("started", spawn(process.execPath, ["--eval", script], { detached: true }).pid);
    ${FAILED}
  });`,
};

test("a file that fails and leaves a server or a program open ends within seconds, and says what is open", async () => {
  const folder = scratch();
  const imports = `import { spawn } from "node:child_process"; import { createServer } from "node:http";
    import { before, describe, test } from "node:test";\n`;
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), imports + text);
  const files = Object.keys(FILES);
  const args = ["--import", LIMIT, "--test", "--test-reporter=tap", `--test-concurrency=${files.length}`, ...files];
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const { stdout, status, signal } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8", timeout: 60_000 });
  assert.equal(signal, null, "the files did not end");
  assert.equal(status, 1);
  assert.equal(stdout.match(/these are open after 5000 ms: .*(?:TCPServerWrap|ProcessWrap)/g)?.length, files.length, stdout);
  const [, pid] = /started (\d+)/.exec(stdout);
  for (const until = Date.now() + REAPING_MS; Date.now() < until && isAlive(pid); ) await sleep(20);
  assert.ok(!isAlive(pid), "the program was left running");
});

function isAlive(pid) {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}
