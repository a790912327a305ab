/** Runs the server examples unchanged against the sandbox over HTTP, with their runtime's own fetch. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { blocks } from "../helpers/docs/markdown.mjs";
import { findsLostWebhook, withClock } from "../helpers/edge/cron.mjs";
import { startRedisOverHttp } from "../helpers/edge/redis.mjs";
import { keepsItsPromise, storeAt } from "../helpers/edge/store-suite.mjs";
import { EXAMPLES } from "../helpers/examples/install.mjs";
import { consumer, run, serveWith, tool, wranglerDev } from "./consumer.mjs";
import { start } from "./workerd.mjs";

const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
};
const NEXT = tool("next/dist/bin/next");

const redis = await startRedisOverHttp();
after(() => redis.close());

const ORIGIN = "https://app.example.com";
const CRON_SECRET = crypto.randomUUID();

/** What a handler does for a page, whatever it is mounted in. */
function handles(server, sandbox) {
  const post = (headers, body = JSON.stringify(APPLICANT)) =>
    fetch(`${server().origin}/kyc/links`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

  test("neither the start nor the first request gives a warning", async () => {
    assert.equal((await fetch(`${server().origin}/kyc/status`)).status, 200);
    assert.doesNotMatch(server().printed(), /invalid_config|advice/);
  });

  test("a double click creates one customer, and the browser gets a session", async () => {
    const headers = { origin: ORIGIN, "idempotency-key": crypto.randomUUID() };
    const replies = await Promise.all([post(headers), post(headers)]);
    const made = replies.find(({ status }) => status === 201);
    assert.ok(made, replies.map(({ status }) => status).join());
    assert.ok(replies.every(({ status }) => [201, 409].includes(status)));
    assert.equal(sandbox().customers().length, 1);
    const cookie = made.headers.get("set-cookie").split(";")[0];
    const status = await fetch(`${server().origin}/kyc/status`, { headers: { cookie } });
    assert.equal((await status.json()).status, "incomplete");
  });

  test("another site's form is rejected", async () => {
    assert.equal((await post({ origin: "https://evil.example" })).status, 403);
  });
}

/** What each takes from its environment. */
const settings = (sandbox) => ({
  SPHEREPAY_API_KEY: "key",
  SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
  SPHEREPAY_WEBHOOK_SECRET: "secret_cb8dedcf79a84b04b163ec74c7146481",
  ORIGIN,
  COOKIE_SECRET: crypto.randomUUID(),
});

const deno = (file, folder, env) =>
  serveWith(
    tool(".bin/deno"),
    [
      "serve",
      "--no-remote",
      "--cached-only",
      "--unstable-kv",
      `--allow-env=${Object.keys(env)}`,
      "--allow-net=127.0.0.1",
      "--host=127.0.0.1",
      "--port=0",
      file,
    ],
    folder,
    env,
  );

/** How each is started. */
const SERVERS = {
  deno: (folder, env) => deno("main.js", folder, env),
  "hono-node": (folder, env) => serveWith(process.execPath, ["server.js"], folder, { ...env, PORT: "0" }),
  "next-edge": async (folder, env) => {
    await run(process.execPath, [NEXT, "build"], folder);
    return serveWith(process.execPath, [NEXT, "start", "--hostname=127.0.0.1", "--port=0"], folder, {
      ...env,
      KV_REST_API_URL: redis.url,
      CRON_SECRET,
      KV_REST_API_TOKEN: redis.token,
    });
  },
};

/** What calls `refresh` there, which is not due for anybody yet; in hono-node, a timer does. */
const RUNS = {
  async "next-edge"(server) {
    const { crons } = JSON.parse(readFileSync(join(EXAMPLES, "next-edge/vercel.json"), "utf8"));
    const request = (secret) => fetch(server.origin + crons[0].path, { headers: { authorization: `Bearer ${secret}` } });
    assert.equal((await request("another-secret-of-16")).status, 401);
    const response = await request(CRON_SECRET);
    assert.equal(response.status, 200, await response.clone().text());
    assert.deepEqual(await response.json(), { asked: 0, changed: 0, failed: 0, isMore: false });
  },
};

for (const [name, start] of Object.entries(SERVERS)) {
  describe(name, () => {
    let sandbox, server;
    before(async () => {
      sandbox = await startSandbox();
      server = await start(consumer(`example-${name}`, { from: join(EXAMPLES, name) }), settings(sandbox));
    });
    after(() => Promise.all([server?.stop(), sandbox.close()]));
    handles(
      () => server,
      () => sandbox,
    );
    if (RUNS[name]) test("a run is called as the platform calls it", () => RUNS[name](server));
  });
}

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
  const folder = consumer("example-deno-store", { from: join(EXAMPLES, "deno"), files: { "served.js": SERVED, "typed.ts": TYPED } });
  let server;
  before(async () => (server = await deno("served.js", folder, { NONE: "" })));
  after(() => server?.stop());
  const store = storeAt(async (...question) => (await fetch(server.origin, { method: "POST", body: JSON.stringify(question) })).json());
  keepsItsPromise("denoKvStore()", () => store);

  test("takes what Deno's own types describe", () => run(tool(".bin/deno"), ["check", "--no-remote", "--unstable-kv", "typed.ts"], folder));
});

describe("cloudflare-worker", () => {
  const SECRETS = [
    "SPHEREPAY_API_KEY=key",
    "SPHEREPAY_WEBHOOK_SECRET=secret_cb8dedcf79a84b04b163ec74c7146481",
    `COOKIE_SECRET=${crypto.randomUUID()}`,
  ].join("\n");
  const folder = consumer("example-cloudflare-worker", { from: join(EXAMPLES, "cloudflare-worker"), files: { ".dev.vars": SECRETS } });
  let sandbox, server;
  before(async () => {
    sandbox = await startSandbox();
    server = await wranglerDev(folder, ["--var", `SPHEREPAY_BASE_URL:${sandbox.baseUrls.spherepay}`]);
  });
  after(() => Promise.all([server?.stop(), sandbox.close()]));

  test("deploys in a dry run", async (t) => {
    const { stdout } = await run(tool(".bin/wrangler"), ["deploy", "--dry-run", "--outdir=out"], folder);
    assert.match(stdout, /KYCLINK/);
    t.diagnostic(/Total Upload: .*/.exec(stdout)[0]);
  });

  test("its cron finds a customer whose webhook was lost", async (t) => {
    const { ratelimits, durable_objects, triggers } = JSON.parse(readFileSync(join(folder, "wrangler.jsonc"), "utf8"));
    assert.deepEqual(triggers.crons, ["*/5 * * * *"]);
    const own = await startSandbox();
    const worker = await start(withClock(join(folder, "src/worker.js")), {
      nodejsCompat: false,
      bindings: settings(own),
      durableObjects: Object.fromEntries(
        durable_objects.bindings.map(({ name, class_name: className }) => [name, { className, useSQLite: true }]),
      ),
      ratelimits: Object.fromEntries(ratelimits.map(({ name, simple }) => [name, { simple }])),
    });
    t.after(() => Promise.all([worker.close(), own.close()]));
    const headers = { origin: ORIGIN, "content-type": "application/json" };
    await findsLostWebhook(worker, own, () => worker.fetch({ method: "POST", headers, body: JSON.stringify(APPLICANT) }, "/kyc/links"));
  });

  handles(
    () => server,
    () => sandbox,
  );
});
