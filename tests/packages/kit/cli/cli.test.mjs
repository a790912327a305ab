/** `npx kyclink`: the installed command, as a program: what it prints, to where, and its exit codes. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { internal, project } from "../../helpers/install/index.mjs";

const COMMAND = join(project, "node_modules/.bin/kyclink");

const start = (args) => spawn(COMMAND, args, { env: { PATH: process.env.PATH }, stdio: ["ignore", "pipe", "pipe"] });

/** Runs a command to its end. */
async function run(args) {
  const child = start(args);
  const [out, err] = [child.stdout, child.stderr].map(async (stream) => (await stream.setEncoding("utf8").toArray()).join(""));
  const [code] = await once(child, "close");
  return { code, out: await out, err: await err };
}

test("kyclink prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync(join(project, "node_modules/kyclink/package.json")));
  assert.deepEqual(await run(["--version"]), { code: 0, out: `${version}\n`, err: "" });
});

test("a sandbox and a trigger: each prints plain lines, and Ctrl-C ends with 0", async (t) => {
  const sandbox = start(["sandbox", "--port", "0"]);
  t.after(() => sandbox.kill("SIGKILL"));
  const lines = [];
  for await (const line of createInterface({ input: sandbox.stdout })) {
    lines.push(line);
    if (line.startsWith("Ctrl-C")) break;
  }
  const [, port] = /^SPHEREPAY_BASE_URL=.*:(\d+)/m.exec(lines.join("\n"));
  const triggered = await run(["trigger", "kyc_approved", "--port", port]);
  assert.deepEqual(triggered, { code: 0, out: "triggered kyc_approved\n", err: "" });
  assert.ok(!lines.join("").includes("\u001b"), "no colours without a terminal");
  sandbox.kill("SIGINT");
  assert.deepEqual(await once(sandbox, "exit"), [0, null]);
});

test("colours only on a terminal, and not with NO_COLOR", async (t) => {
  const { styled } = await internal("kit/cli/terminal.js");
  const { isTTY } = process.stdout;
  const { NO_COLOR, TERM, FORCE_COLOR } = process.env;
  t.after(() => {
    process.stdout.isTTY = isTTY;
    Object.assign(process.env, { NO_COLOR, TERM, FORCE_COLOR });
    for (const [name, value] of Object.entries({ NO_COLOR, TERM, FORCE_COLOR })) if (value === undefined) delete process.env[name];
  });
  const colours = (isTerminal, env) => {
    process.stdout.isTTY = isTerminal;
    for (const name of ["NO_COLOR", "TERM"]) delete process.env[name];
    Object.assign(process.env, { FORCE_COLOR: "1" }, env);
    return styled("red", "x") !== "x";
  };
  assert.equal(colours(true, {}), true);
  assert.equal(colours(true, { NO_COLOR: "1" }), false);
  assert.equal(colours(true, { TERM: "dumb" }), false);
  assert.equal(colours(false, {}), false);
});
