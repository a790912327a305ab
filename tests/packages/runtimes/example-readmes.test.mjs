/** The READMEs of the examples that need a runtime, a framework or a bundler, followed as a reader does. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startRedisOverHttp } from "../helpers/edge/redis.mjs";
import { followed, onboards } from "../helpers/examples/readme.mjs";
import { file, project } from "../helpers/install/index.mjs";
import { freePort } from "../helpers/programs/index.mjs";
import { tool } from "./consumer.mjs";

const modules = [tool(), join(fileURLToPath(new URL("../../../", import.meta.url)), "node_modules")];
const redis = await startRedisOverHttp();
after(() => redis.close());

/** The ports of the pages, and what else a reader has. */
const EXAMPLES = {
  "hono-node": { port: "8787" },
  "cloudflare-worker": { port: "8787" },
  deno: { port: "8000", path: tool(".bin") },
  "next-edge": { port: "3000", filled: { KV_REST_API_URL: redis.url, KV_REST_API_TOKEN: redis.token } },
};

for (const [name, options] of Object.entries(EXAMPLES))
  test(name, async (t) => {
    const running = await followed(t, name, { modules, ...options });
    await onboards(running);
    if (name === "next-edge") await runs(running);
  });

/** What Vercel's cron calls; in hono-node, a timer does. */
async function runs({ folder, origin }) {
  const { crons } = JSON.parse(readFileSync(join(folder, "vercel.json"), "utf8"));
  const [, secret] = /^CRON_SECRET=(.*)$/m.exec(readFileSync(join(folder, ".env.local"), "utf8"));
  const request = (secret) => fetch(origin + crons[0].path, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await request("another-secret-of-16")).status, 401);
  const response = await request(secret);
  assert.equal(response.status, 200, await response.clone().text());
  assert.deepEqual(await response.json(), { asked: 0, changed: 0, failed: 0, isMore: false });
}

test("hono-node, as the package has it once a registry has the package", async (t) => {
  const registered = [join(project, "node_modules"), ...modules];
  await onboards(await followed(t, "hono-node", { modules: registered, port: "8787", from: file("examples") }));
});

test("hono", async (t) => {
  const { printed } = await followed(t, "hono", { modules, port: "8787" });
  assert.match(printed.at(-1), /"kycUrl":"https?:\/\//);
});

test("worker-call", async (t) => {
  const { printed } = await followed(t, "worker-call", { modules, port: "8787" });
  assert.match(printed.at(-1), /^303 http:\/\/localhost:\d+\//);
});

test("react, in front of hono-node", async (t) => {
  const port = String(await freePort());
  const origin = `http://localhost:${port}`;
  const handler = await followed(t, "hono-node", {
    modules,
    port: "8787",
    changes: [[/ORIGIN=http:\/\/127\.0\.0\.1:8787/, `ORIGIN=${origin}`]],
  });
  const [, own] = /http:\/\/localhost:(\d+)/.exec(handler.servers[1].out());
  const page = await followed(t, "react", { modules, port: "5173", own: port, others: { 8787: own } });
  const html = await (await fetch(origin, { headers: { accept: "text/html" } })).text();
  const [, script] = /<script type="module" src="(\/src[^"]+)"/.exec(html);
  assert.equal((await fetch(origin + script)).status, 200, page.servers[0].out());
  await onboards({ origin, servers: handler.servers });
});
