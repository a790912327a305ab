/**
 * Follows the README of an example as a reader does: each command of the page, in its order, in a folder that lies in a
 * repository with a packed package. Ports are free ones instead of the page's, and packages come from this machine.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { shownBlocks } from "../docs/markdown.mjs";
import { scratch, tarball } from "../install/index.mjs";
import { freePort, signalGroup } from "../programs/index.mjs";
import { EXAMPLES } from "./install.mjs";
import { startRegistry } from "./registry.mjs";

/** Commands that run until they are ended. */
const SERVER = /\b(?:kyclink sandbox|node --env-file|npm start|npm run dev|deno serve|cargo run|wrangler dev)\b/;

/** What is pasted in the root of the repository; everything else in the example's folder. */
const IN_ROOT = /^cargo xtask\b/m;

/** What needs an account at Cloudflare. */
const NEEDS_ACCOUNT = /\bwrangler (?:secret|deploy)\b/;

/** Commands that take their port from an option alone, with that option. */
const PORT_OPTIONS = [
  [/npm run dev$/m, "npm run dev -- --port"],
  [/deno serve/, "deno serve --port"],
  [/wrangler dev/, "wrangler dev --port"],
];

/**
 * Prepares the folder of an example, and returns the steps of its README.
 *
 * @param {string} name
 * @param {object} options
 * @param {string[]} options.modules the folders `node_modules` that have what it depends on
 * @param {string} options.port the port of the page, which the README and the files name
 * @param {string} [options.own] the port to use instead
 * @param {Record<string, string>} [options.others] ports to use instead of others that are named there
 * @param {Record<string, string>} [options.filled] what the reader fills in, by the name that stands before it
 * @param {[pattern: RegExp, text: string][]} [options.changes] further changes of the README that its text asks for
 * @param {string} [options.path] more programs
 * @param {string} [options.from] the folder of the examples: of the repository, or of the package
 * @param {(port: string) => Record<string, string>} [options.variables] how a program is told the port that has no option
 */
export async function followed(t, name, options) {
  const { modules, port, own, others = {}, filled = {}, changes = [], path = "", from = EXAMPLES, variables = () => ({}) } = options;
  const [free, sandbox, registry] = await Promise.all([freePort(), freePort(), startRegistry(modules)]);
  t.after(registry.close);
  const pagePort = own ?? String(free);
  const ports = { [port]: pagePort, 4010: String(sandbox), ...others };
  const withPorts = (text) => text.replace(/\b\d{4}\b/g, (digits) => ports[digits] ?? digits);
  const root = scratch();
  const folder = join(root, "examples", name);
  mkdirSync(join(root, "target/npm"), { recursive: true });
  symlinkSync(tarball(), join(root, "target/npm", basename(tarball())));
  cpSync(join(from, name), folder, { recursive: true, filter: (path) => !["node_modules", "target"].includes(basename(path)) });
  for (const file of readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
    if (statSync(file).isFile() && /\.(?:js|jsonc)$/.test(file)) writeFileSync(file, withPorts(readFileSync(file, "utf8")));

  const home = scratch();
  const env = {
    PATH: `${dirname(process.execPath)}:${path}:/usr/bin:/bin`,
    HOME: home,
    PORT: pagePort,
    npm_config_registry: registry.url,
    npm_config_cache: join(home, ".npm"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    NO_COLOR: "1",
    DO_NOT_TRACK: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    WRANGLER_SEND_METRICS: "false",
    DENO_NO_UPDATE_CHECK: "1",
    DENO_DIR: join(home, "deno"),
    ...variables(pagePort),
  };

  /** The blocks of the page, as they are pasted. */
  const pasted = shownBlocks(join(from, name, "README.md"))
    .filter(({ language, code }) => language === "sh" && !NEEDS_ACCOUNT.test(code))
    .map(({ code }) => {
      let text = code;
      for (const [pattern, replacement] of changes) text = text.replace(pattern, replacement);
      text = withPorts(text).replace(/(\w+)=(?:[a-z]+:\/\/)?…/g, (_, variable) => `${variable}=${filled[variable]}`);
      for (const [command, option] of PORT_OPTIONS) text = text.replace(command, `${option} ${pagePort}`);
      return text.replace("kyclink sandbox", `kyclink sandbox --port ${sandbox}`);
    });

  /** Starts commands in a shell of their own; `out()` is what they have printed so far. */
  function shell(commands) {
    const cwd = IN_ROOT.test(commands) ? root : folder;
    const child = spawn("sh", ["-c", commands], { cwd, env, detached: true });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    t.after(() => signalGroup(child));
    return Object.assign(child, { out: () => text });
  }

  const servers = [];
  /** What the commands that have ended have printed. */
  const printed = [];
  for (const commands of pasted) {
    const child = shell(commands);
    if (SERVER.test(commands)) {
      servers.push(child);
      const isSandbox = commands.includes("kyclink sandbox");
      const responds = (to) =>
        fetch(`http://localhost:${to}/`).then(
          () => true,
          () => false,
        );
      await until(`${name}: ${commands}`, child, () => (isSandbox ? child.out().includes("Ctrl-C ends") : responds(pagePort)));
    } else {
      const [code] = await once(child, "close");
      assert.equal(code, 0, `${commands}\n${child.out()}`);
      printed.push(child.out());
    }
  }
  return { folder, servers, printed, origin: /^echo "ORIGIN=(\S+)"/m.exec(pasted.join(""))?.[1] ?? `http://localhost:${pagePort}` };
}

/**
 * Writes programs, for the shells that call them, that take the place of what a reader's machine has.
 *
 * @param {Record<string, string>} programs scripts of a shell, by name
 */
export function standIns(programs) {
  const folder = scratch();
  for (const [name, script] of Object.entries(programs)) writeFileSync(join(folder, name), `${script}\n`, { mode: 0o755 });
  return folder;
}

/** Passes the check behind a link. */
export async function passCheck(kycUrl) {
  const response = await fetch(kycUrl, { method: "POST", body: new URLSearchParams({ decision: "approve" }), redirect: "manual" });
  assert.ok(response.status < 400, String(response.status));
}

export async function until(what, child, check) {
  for (const end = Date.now() + 280_000; Date.now() < end; await sleep(100)) {
    if (child.exitCode !== null) break;
    if (await check()) return;
  }
  assert.fail(`${what}\n${child.out()}`);
}

const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
};

/** A person who opens the page, fills in its form and passes the check; the provider's webhook says so. */
export async function onboards({ origin, servers: [sandbox, server] }) {
  const page = await fetch(`${origin}/kyc`, { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } });
  assert.equal(page.status, 200, server.out());
  assert.match(await page.text(), /<form method="post"/);
  const headers = { origin, "content-type": "application/json" };
  const sent = await fetch(`${origin}/kyc/links`, { method: "POST", headers, body: JSON.stringify(APPLICANT) });
  const { kycUrl } = await sent.json();
  assert.equal(sent.status, 201, server.out());
  const cookie = sent.headers.get("set-cookie").split(";")[0];
  await passCheck(kycUrl);
  await until("the webhook", sandbox, () => /^webhook spherepay \S*successful → 200/m.test(sandbox.out()));
  const { status } = await (await fetch(`${origin}/kyc/status`, { headers: { cookie } })).json();
  assert.equal(status, "approved");
  assert.doesNotMatch(server.out(), /invalid_config|advice|not set/);
}
