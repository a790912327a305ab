/**
 * The files of applications in docs/edge.md and docs/webhooks.md, as they stand, in their runtimes: wrangler, Hono, Next
 * and Node. The sandbox delivers the webhooks, as `npx kyclink sandbox --forward` does.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { blocks } from "../helpers/docs/markdown.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { GERMAN } from "../helpers/page/posted.mjs";
import { freePort } from "../helpers/programs/index.mjs";
import { consumer, run, serveWith, tool, wranglerDev } from "./consumer.mjs";

const { startSandbox } = await subpath("testing");

const WRANGLER = tool("wrangler/bin/wrangler.js");
const LAYOUT = 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n';

/** The blocks of a page by their files' names. */
const shown = (page) =>
  Object.fromEntries(blocks(page).flatMap(({ code }) => (/^\/\/ \S+\n/.test(code) ? [[/^\/\/ (\S+)/.exec(code)[1], code]] : [])));
const EDGE = shown("docs/edge.md");
const WEBHOOKS = shown("docs/webhooks.md");
const variables = (env) =>
  Object.entries(env)
    .map(([name, value]) => `${name}="${value.replaceAll("\n", "\\n")}"\n`)
    .join("");

/** What a receiver responds to a delivery, to the same again, and to another body. */
async function responses(url, { body, headers }) {
  const replies = [];
  for (const sent of [body, body, `${body} `]) {
    const response = await fetch(url, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: sent });
    replies.push([response.status, await response.text()]);
  }
  return replies;
}

const EVENTS = {
  spherepay: { id: "event_1", name: "customer.kyc.pending", data: { customer: { id: "customer_1a" } } },
  grid: { id: "Webhook:1", type: "CUSTOMER.KYC_APPROVED", timestamp: "2026-01-02T03:04:05Z", data: { id: "Customer:1" } },
};
const sandbox = await startSandbox({ port: 0 });
test.after(() => sandbox.close());
const deliveries = {
  spherepay: await sandbox.signWebhook("spherepay", EVENTS.spherepay),
  grid: await sandbox.signWebhook("grid", EVENTS.grid),
};

test("edge.md: worker.mjs with its wrangler.jsonc, from the form to the webhook", async (t) => {
  const port = String(await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const provider = await startSandbox({ port: 0, provider: "spherepay", forward: () => `${origin}/kyc/webhooks/spherepay` });
  t.after(() => provider.close());
  const env = {
    SPHEREPAY_BASE_URL: provider.baseUrls.spherepay,
    SPHEREPAY_API_KEY: "sandbox",
    SPHEREPAY_WEBHOOK_SECRET: (await provider.webhookKeys()).spherepay,
    ORIGIN: origin,
    COOKIE_SECRET: crypto.randomUUID(),
  };
  const files = { "worker.mjs": EDGE["worker.mjs"], "wrangler.jsonc": EDGE["wrangler.jsonc"], ".dev.vars": variables(env) };
  const folder = consumer("docs-edge-worker", { files });
  const { stdout } = await run(process.execPath, [WRANGLER, "deploy", "--dry-run", "--outdir=out"], folder);
  assert.match(stdout, /KYCLINK/);
  const worker = await wranglerDev(folder, [], port);
  t.after(worker.stop);

  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate", origin };
  assert.match(await (await fetch(`${origin}/kyc`, { headers: navigation })).text(), /<form/);
  const body = new URLSearchParams(GERMAN);
  const sent = await fetch(`${origin}/kyc/links`, { method: "POST", body, headers: navigation, redirect: "manual" });
  assert.equal(sent.status, 303, await sent.text());
  const cookie = sent.headers.get("set-cookie").split(";")[0];
  await provider.complete(provider.customers()[0].id, "approve");
  assert.ok(provider.deliveries().every(({ kind }) => kind !== "other"));
  const status = await (await fetch(`${origin}/kyc/status`, { headers: { cookie } })).json();
  assert.equal(status.status, "approved");
});

test("webhooks.md: webhook-worker.mjs with its wrangler.jsonc and its table", async (t) => {
  const files = {
    "webhook-worker.mjs": WEBHOOKS["webhook-worker.mjs"],
    "wrangler.jsonc": WEBHOOKS["wrangler.jsonc"],
    ".dev.vars": variables({ SPHEREPAY_WEBHOOK_SECRET: deliveries.spherepay.secret }),
  };
  const folder = consumer("docs-webhook-worker", { files });
  const { code: table } = blocks("docs/webhooks.md").find(({ language }) => language === "sql");
  const execute = ["d1", "execute", "events", "--local", "--persist-to=.wrangler/state", "--command", table.trim()];
  await run(process.execPath, [WRANGLER, ...execute], folder);
  const worker = await wranglerDev(folder);
  t.after(worker.stop);
  const [first, again, changed] = await responses(worker.origin, deliveries.spherepay);
  assert.deepEqual([first, again, changed[0]], [[200, '{"isNew":true}'], [200, '{"isNew":false}'], 401]);
});

test("webhooks.md: hono-webhook.mjs", async () => {
  const folder = consumer("docs-webhook-hono", { files: { "hono-webhook.mjs": WEBHOOKS["hono-webhook.mjs"] } });
  const { default: app } = await import(pathToFileURL(join(folder, "hono-webhook.mjs")));
  const { body, headers, publicKey } = deliveries.grid;
  const respond = (text) => app.request("/webhooks/grid", { method: "POST", headers, body: text });
  process.env.GRID_WEBHOOK_PUBLIC_KEY = publicKey;
  const [passed, changed] = [await respond(body), await respond(`${body} `)];
  assert.deepEqual([passed.status, await passed.json(), changed.status], [200, { kind: "kyc_approved" }, 401]);
});

test("kyclink init in a project of Next, as npm init has made it: its build serves the form and creates a link", async (t) => {
  // As npm 11 writes it.
  const manifest = `{\n  "name": "app",\n  "version": "1.0.0",\n  "main": "index.js",\n  "type": "commonjs"\n}\n`;
  const folder = consumer("docs-init-next", { files: { "app/layout.js": LAYOUT, "package.json": manifest } });
  const init = [join(folder, "node_modules/kyclink/dist/kit/cli/main.js"), "init", "--platform", "next"];
  const { stdout } = await run(process.execPath, init, folder);
  const next = tool("next/dist/bin/next");
  const env = { SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay };
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate" };
  const build = () => run(process.execPath, [next, "build"], folder);
  await assert.rejects(build, /module format \(CommonJs\)/, "what init says is needed");
  const [, line] = /^package\.json has (.*), as npm init writes it: remove that line/m.exec(stdout);
  writeFileSync(join(folder, "package.json"), manifest.replace(`,\n  ${line}`, ""));
  await build();
  const server = await serveWith(process.execPath, [next, "start", "--hostname=127.0.0.1", "--port=0"], folder, env);
  t.after(server.stop);
  assert.match(await (await fetch(`${server.origin}/kyc`, { headers: navigation })).text(), /<form/);
  const address = { line1: "Hauptstraße 1", city: "Berlin", postalCode: "10115", country: "DE" };
  const applicant = { type: "individual", email: "jane@example.com", phone: "030 123456", address };
  const headers = { origin: "http://127.0.0.1:3000", "content-type": "application/json" };
  const made = await fetch(`${server.origin}/kyc/links`, { method: "POST", headers, body: JSON.stringify(applicant) });
  assert.equal(made.status, 201, await made.text());
  const { crons } = JSON.parse(readFileSync(join(folder, "vercel.json"), "utf8"));
  const [, secret] = /^CRON_SECRET="(.*)"$/m.exec(readFileSync(join(folder, ".env.local"), "utf8"));
  const refresh = (authorization) => fetch(server.origin + crons[0].path, { headers: { authorization } });
  assert.equal((await refresh("Bearer undefined")).status, 401);
  assert.deepEqual(await (await refresh(`Bearer ${secret}`)).json(), { asked: 0, changed: 0, failed: 0, isMore: false });
});

test("webhooks.md: webhook-server.mjs", async (t) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const folder = consumer("docs-webhook-node", { files: { "webhook-server.mjs": WEBHOOKS["webhook-server.mjs"] } });
  const env = { PORT: String(port), SPHEREPAY_WEBHOOK_SECRET: deliveries.spherepay.secret };
  const server = spawn(process.execPath, ["webhook-server.mjs"], { cwd: folder, env: { ...process.env, ...env }, stdio: "inherit" });
  t.after(() => server.kill());
  while (!(await fetch(url, { method: "POST" }).catch(() => undefined))) await sleep(50);
  const [first, , changed] = await responses(url, deliveries.spherepay);
  assert.deepEqual(
    [first, changed],
    [
      [200, "kyc_pending"],
      [401, "webhook_signature"],
    ],
  );
});
