/**
 * The walk of docs/own-provider.md in a folder that has the package: its files are written as they stand, with free ports,
 * its commands are run, and a person goes from the form to the approval.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, signalGroup } from "../programs/index.mjs";
import { blocks, programs } from "./markdown.mjs";

const PAGE = "docs/own-provider.md";

/** Writes the files, and returns their names. */
export async function writeFiles(folder) {
  const ports = { 8787: String(await freePort()), 4020: String(await freePort()) };
  const withPorts = (text) => text.replace(/8787|4020/g, (port) => ports[port]);
  const files = programs(PAGE);
  for (const { name, code } of files) writeFileSync(join(folder, name), withPorts(code));
  return { names: files.map(({ name }) => name), origin: `http://127.0.0.1:${ports[8787]}` };
}

/** Runs the commands of the page that contain a word. `printed()` is their output, and `stop` ends them. */
export function start(folder, word) {
  const { code } = blocks(PAGE).find(({ language, code }) => language === "sh" && code.includes(word));
  const child = spawn("sh", ["-c", code], { cwd: folder, detached: true, env: { ...process.env, NODE_TEST_CONTEXT: undefined } });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  const exited = new Promise((resolve) => child.on("exit", resolve));
  return { printed: () => text, exited, stop: () => signalGroup(child) };
}

/** A person in a browser: fills in the form, passes the check, and returns what the browser shows then. */
export async function passes({ origin, printed }) {
  for (const end = Date.now() + 30_000; !printed().includes(origin); await sleep(20)) assert.ok(Date.now() < end, printed());
  const [, action] = / action="([^"]+\/links)"/.exec(await (await fetch(`${origin}/kyc`)).text());
  const person = { type: "individual", firstName: "Jane", lastName: "Smith", email: "jane@example.com" };
  const post = (path, fields, more) =>
    fetch(new URL(path, origin), {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { accept: "text/html", "sec-fetch-mode": "navigate", origin, ...more },
      redirect: "manual",
    });
  const sent = await post(action, person);
  assert.deepEqual([sent.status, sent.headers.get("location")], [303, "/kyc/status"], printed());
  const cookie = sent.headers.get("set-cookie").split(";")[0];
  const link = (await post("/kyc/links/renew", {}, { cookie })).headers.get("location");
  assert.match(await (await fetch(link)).text(), /<button>Pass the check<\/button>/);
  const passed = await fetch(link, { method: "POST", redirect: "manual" });
  assert.deepEqual([passed.status, passed.headers.get("location")], [303, `${origin}/kyc/status`]);
  return (await fetch(`${origin}/kyc/status`, { headers: { cookie } })).json();
}
