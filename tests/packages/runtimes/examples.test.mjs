/**
 * The store of the example for Deno, and the upload and the cron of the one for Workers; example-readmes.test.mjs runs
 * them.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { blocks } from "../helpers/docs/markdown.mjs";
import { findsLostWebhook, withClock } from "../helpers/edge/cron.mjs";
import { PERSON } from "../helpers/edge/harness.mjs";
import { keepsItsPromise, storeAt } from "../helpers/edge/store-suite.mjs";
import { EXAMPLES } from "../helpers/examples/install.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { consumer, run, serveWith, tool } from "./consumer.mjs";
import { start } from "./workerd.mjs";

const { startSandbox } = await subpath("testing");

describe("kyclink/stores/deno-kv", () => {
  const SERVED = `import { denoKvStore } from "kyclink/stores/deno-kv";
const store = denoKvStore(await Deno.openKv(":memory:"));
export default {
  async fetch(request) {
    const [method, ...given] = await request.json();
    return Response.json((await store[method](...given.map((value) => value ?? undefined))) ?? null);
  },
};`;
  const { code } = blocks("docs/stores.md").find(({ language, code }) => language === "mjs" && code.includes("Deno.openKv"));
  const TYPED = `${code}export { store };\n`;
  const SERVE = ["serve", "--no-remote", "--cached-only", "--unstable-kv", "--allow-net=127.0.0.1", "--host=127.0.0.1", "--port=0"];
  const folder = consumer("example-deno-store", { from: join(EXAMPLES, "deno"), files: { "served.js": SERVED, "typed.ts": TYPED } });
  let server;
  before(async () => (server = await serveWith(tool(".bin/deno"), [...SERVE, "served.js"], folder)));
  after(() => server?.stop());
  const store = storeAt(async (...question) => (await fetch(server.origin, { method: "POST", body: JSON.stringify(question) })).json());
  keepsItsPromise("denoKvStore()", () => store);

  test("takes what Deno's own types describe", () => run(tool(".bin/deno"), ["check", "--no-remote", "--unstable-kv", "typed.ts"], folder));
});

test("cloudflare-worker deploys in a dry run", async (t) => {
  const folder = consumer("example-cloudflare-worker", { from: join(EXAMPLES, "cloudflare-worker") });
  const { stdout } = await run(tool(".bin/wrangler"), ["deploy", "--dry-run", "--outdir=out"], folder);
  assert.match(stdout, /KYCLINK/);
  t.diagnostic(/Total Upload: .*/.exec(stdout)[0]);
});

test("the cron of cloudflare-worker finds a customer whose webhook was lost", async (t) => {
  const folder = consumer("example-cloudflare-worker", { from: join(EXAMPLES, "cloudflare-worker") });
  const { vars, durable_objects, ratelimits, triggers } = JSON.parse(readFileSync(join(folder, "wrangler.jsonc"), "utf8"));
  assert.deepEqual(triggers.crons, ["*/5 * * * *"]);
  const [{ name, class_name: className }] = durable_objects.bindings;
  const sandbox = await startSandbox();
  const bindings = {
    ...vars,
    SPHEREPAY_API_KEY: "key",
    SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
    SPHEREPAY_WEBHOOK_SECRET: "secret_cb8dedcf79a84b04b163ec74c7146481",
    COOKIE_SECRET: crypto.randomUUID(),
  };
  const worker = await start(withClock(join(folder, "src/worker.js")), {
    nodejsCompat: false,
    bindings,
    durableObjects: { [name]: { className, useSQLite: true } },
    ratelimits: { [ratelimits[0].name]: { simple: ratelimits[0].simple } },
  });
  t.after(() => Promise.all([worker.close(), sandbox.close()]));
  const headers = { origin: vars.ORIGIN, "content-type": "application/json" };
  await findsLostWebhook(worker, sandbox, () => worker.fetch({ method: "POST", headers, body: JSON.stringify(PERSON) }, "/kyc/links"));
});
