/**
 * The path of the README and docs/getting-started.md, followed by a program: in an empty folder beside the repository,
 * with Node and the tarball and nothing else, their commands and files lead to an approved customer and a delivered
 * webhook. Only the browser is played, and the ports are free ones. The pages' own ports are the defaults of the
 * commands, which tests/packages/kit/cli tests.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { blocks, programs } from "../helpers/docs/markdown.mjs";
import { scratch, tarball } from "../helpers/install/index.mjs";
import { GERMAN } from "../helpers/page/posted.mjs";
import { freePort, signalGroup } from "../helpers/programs/index.mjs";

const PAGE = "docs/getting-started.md";
const commandIn = (page, start) => blocks(page).find(({ language, code }) => language === "sh" && code.includes(start)).code;
const INSTALL = commandIn("README.md", "npm install ..");
const [SANDBOX, SERVE, TRIGGER] = ["npx kyclink sandbox", "node --env-file", "npx kyclink trigger"].map((start) => commandIn(PAGE, start));
const port = String(await freePort());
const sandboxPort = String(await freePort());
const page = `http://127.0.0.1:${port}/kyc`;

/** The same text with a free port instead of the one that the page has. @param {string} text */
function withPort(text) {
  assert.match(text, /8787/);
  return text.replaceAll("8787", port);
}

/** The same command with a port of its own. @param {string} command @param {string} name @param {string} own */
function onPort(command, name, own) {
  assert.ok(command.includes(`npx kyclink ${name}`));
  return command.replace(`npx kyclink ${name}`, `npx kyclink ${name} --port ${own}`);
}

// The repository and its tarball, as `cargo xtask pack` has left them beside the folder of the application.
const beside = scratch();
const packed = join(beside, "kyclink/target/npm");
mkdirSync(packed, { recursive: true });
symlinkSync(tarball(), join(packed, basename(tarball())));
const folder = join(beside, "app");
// No tool but Node and what comes with the shell.
const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder, npm_config_update_notifier: "false" };
const groups = [];
after(() => {
  for (const child of groups) signalGroup(child);
});

/** Starts commands in a shell of their own; `out()` is what they have printed so far. */
function shell(commands) {
  const child = spawn("sh", ["-e", "-c", commands], { cwd: folder, env, detached: true });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  return Object.assign(child, { out: () => text });
}

async function finished(commands) {
  const child = shell(commands);
  const [code] = await once(child, "close");
  assert.equal(code, 0, child.out());
  return child.out();
}

/** Leaves commands running, as in a terminal of their own. */
function running(commands) {
  const child = shell(commands);
  groups.push(child);
  return child;
}

async function until(what, check) {
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(20)) {
    const found = await check();
    if (found) return found;
  }
  throw new Error(`timed out: ${what}`);
}

test("from npm install to an approved customer and a webhook", async (t) => {
  const start = Date.now();
  const [pack, make, install, demo] = INSTALL.trim().split("\n");
  assert.equal(pack, "cargo xtask pack");
  assert.match(make, /^mkdir \.\.\/app && cd \.\.\/app$/);
  mkdirSync(folder);
  await finished(`${install} --offline --no-audit --no-fund --cache .npm`);
  const installed = Date.now();

  const shown = running(onPort(demo, "demo", port));
  await until("the demo", () => shown.out().includes(page));
  assert.equal((await fetch(page)).status, 200);
  signalGroup(shown, "SIGINT");
  await once(shown, "close");
  groups.pop();

  for (const { name, code } of programs(PAGE).filter(({ name }) => ["kyc.mjs", "server.mjs"].includes(name)))
    writeFileSync(join(folder, name), code.replaceAll("8787", port));
  assert.match(readFileSync(join(folder, "server.mjs"), "utf8"), new RegExp(`listen\\(${port},`));
  running(onPort(withPort(SANDBOX), "sandbox", sandboxPort));
  await until("the sandbox's variables", () => {
    const path = join(folder, "sandbox.env");
    return existsSync(path) && readFileSync(path, "utf8").includes("WEBHOOK_SECRET=");
  });
  const server = running(withPort(SERVE));
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate", origin: new URL(page).origin };
  await until("the server", async () => (await fetch(page).catch(() => undefined))?.ok);

  const body = new URLSearchParams(GERMAN);
  const sent = await fetch(`${page}/links`, { method: "POST", body, headers: navigation, redirect: "manual" });
  assert.deepEqual([sent.status, sent.headers.get("location")], [303, "/kyc/status"]);
  const cookie = sent.headers.get("set-cookie").split(";")[0];
  const begun = await (await fetch(`${page}/status`, { headers: { cookie } })).json();
  assert.equal(begun.nextAction, "open_link");

  assert.match(await finished(onPort(TRIGGER, "trigger", sandboxPort)), /^triggered kyc_approved$/m);
  const [, customerId] = await until("the webhook", () => /^webhook kyc_approved (\S+)$/m.exec(server.out()));
  assert.match(customerId, /^customer_/);
  const status = await (await fetch(`${page}/status`, { headers: { cookie } })).json();
  assert.equal(status.status, "approved");
  assert.doesNotMatch(server.out(), /error/);
  const ms = Date.now() - start;
  t.diagnostic(`from npm install to an approved customer: ${ms} ms, of which ${installed - start} ms for npm install`);
});
