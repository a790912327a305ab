/** `npx kyclink`: the installed command, as a program: what it prints, to where, and its exit codes. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { file, project } from "../helpers/install/index.mjs";

const COMMAND = join(project, "node_modules/.bin/kyclink");
const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+4930123456",
  address: { line1: "Hauptstraße 1", city: "Berlin", postalCode: "10115", country: "DE" },
};

function start(args, { env = {}, input } = {}) {
  const child = spawn(COMMAND, args, { env: { PATH: process.env.PATH, ...env }, stdio: "pipe" });
  child.stdin.end(input);
  return child;
}

/** Runs a command to its end. */
async function run(args, options) {
  const child = start(args, options);
  const [out, err] = [child.stdout, child.stderr].map(async (stream) => (await stream.setEncoding("utf8").toArray()).join(""));
  const [code] = await once(child, "close");
  return { code, out: await out, err: await err };
}

test("kyclink prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync(join(project, "node_modules/kyclink/package.json")));
  assert.deepEqual(await run(["--version"]), { code: 0, out: `${version}\n`, err: "" });
});

const running = [];
after(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a command that runs until Ctrl-C, and returns its lines as they come. */
function serving(...args) {
  const child = start(args);
  running.push(child);
  const lines = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const until = async (test) => {
    while (!lines.some(test)) await once(reader, "line");
    return lines.find(test);
  };
  return { child, lines, until };
}

describe("sandbox and trigger", () => {
  const sandbox = (...args) => serving("sandbox", "--port", "0", ...args);

  const create = (baseUrl) =>
    fetch(`${baseUrl}/v2/customer/kyc-link`, {
      method: "POST",
      headers: { authorization: "Bearer sandbox", "content-type": "application/json" },
      body: JSON.stringify({ ...PERSON, address: { ...PERSON.address, country: "DEU" } }),
    });

  test("prints the variables of the providers, logs requests without data, and ends on Ctrl-C with 0", async () => {
    const { child, lines, until } = sandbox();
    await until((line) => line.startsWith("Ctrl-C"));
    const variables = Object.fromEntries(lines.slice(0, -1).map((line) => line.split(/=(.*)/s)));
    assert.match(variables.GRID_WEBHOOK_PUBLIC_KEY, /^-----BEGIN PUBLIC KEY-----\\n/);
    const response = await create(variables.SPHEREPAY_BASE_URL);
    assert.equal(response.status, 201);
    assert.equal(await until((line) => line.includes("kyc-link →")), "spherepay POST /v2/customer/kyc-link → 201");
    const triggered = await run(["trigger", "kyc_approved", "--port", new URL(variables.SPHEREPAY_BASE_URL).port]);
    assert.deepEqual(triggered, { code: 0, out: "triggered kyc_approved\n", err: "" });
    assert.doesNotMatch(lines.join("\n"), /jane|Berlin/);
    assert.ok(!lines.join("").includes("\u001b"), "no colours without a terminal");
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "close"), [0, null]);
  });
});

test("demo shows its page, logs requests without data, and ends on Ctrl-C with 0", async () => {
  const { child, lines, until } = serving("demo", "--port", "0");
  const url = /http:\S+/.exec(await until((line) => line.includes("Open")))[0];
  const { origin } = new URL(url);
  const headers = { accept: "text/html", "sec-fetch-mode": "navigate", origin };
  assert.match(await (await fetch(url, { headers })).text(), /<form/);
  const body = new URLSearchParams({ type: "individual", email: PERSON.email });
  assert.equal((await fetch(`${url}/links`, { method: "POST", body, headers })).status, 422);
  await until((line) => line === "browser  POST /kyc/links → 422");
  assert.doesNotMatch(lines.join("\n"), /jane|error/);
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "close"), [0, null]);
});

describe("colours", () => {
  test("only on a terminal, and not with NO_COLOR", async (t) => {
    const { styled } = await import(pathToFileURL(file("dist/cli/terminal.js")));
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
});
