/** The examples that are servers, run as they stand, against the sandbox over HTTP: with their runtime's own fetch. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startSandbox } from "../../../www/sandbox/server.mjs";
import { EXAMPLES } from "../examples/install.mjs";
import { consumer, run, serveWith, tool } from "./consumer.mjs";

const APPLICANT = {
  type: "individual", email: "jane@example.com", phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
};
const NEXT = tool("next/dist/bin/next");

/** How each is started, and where it answers. */
const SERVERS = {
  deno: ["/", (folder, env) => serveWith(tool(".bin/deno"), ["serve", "--no-remote", "--cached-only", "--allow-env=SPHEREPAY_API_KEY,SPHEREPAY_BASE_URL", "--allow-net=127.0.0.1", "--host=127.0.0.1", "--port=0", "main.js"], folder, env)],
  "next-edge": [
    "/kyc",
    async (folder, env) => {
      await run(process.execPath, [NEXT, "build"], folder);
      return serveWith(process.execPath, [NEXT, "start", "--hostname=127.0.0.1", "--port=0"], folder, env);
    },
  ],
};

for (const [name, [path, start]] of Object.entries(SERVERS)) {
  describe(name, () => {
    let sandbox, server;
    before(async () => {
      sandbox = await startSandbox();
      server = await start(consumer(`example-${name}`, { from: join(EXAMPLES, name) }), { SPHEREPAY_API_KEY: "key", SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay });
    });
    after(() => Promise.all([server?.stop(), sandbox.close()]));

    const post = async (body) => {
      const response = await fetch(server.origin + path, { method: "POST", headers: { "content-type": "application/json" }, body });
      return { status: response.status, type: response.headers.get("content-type"), cache: response.headers.get("cache-control"), body: await response.json() };
    };

    test("an applicant becomes a customer with a link", async () => {
      const { status, cache, body } = await post(JSON.stringify(APPLICANT));
      assert.deepEqual([status, cache, body.kind], [201, "no-store", "link"], JSON.stringify(body));
      assert.equal(sandbox.sandbox.openLink(body.link.kycUrl).state, "open");
      assert.equal(sandbox.sandbox.customers().length, 1);
    });

    test("what is wrong is a problem of ours, and nothing of it comes back", async () => {
      const canary = "canary7391";
      for (const wrong of [JSON.stringify({ ...APPLICANT, email: canary }), canary, "{", ""]) {
        const { status, type, cache, body } = await post(wrong);
        assert.deepEqual([status, type, cache, body.code], [422, "application/problem+json", "no-store", "invalid_request"], wrong);
        assert.doesNotMatch(JSON.stringify(body), new RegExp(canary));
      }
    });

    test("a failing provider is another problem", async () => {
      sandbox.sandbox.nextFailure(503);
      const { status, body } = await post(JSON.stringify(APPLICANT));
      assert.deepEqual([status, body.code], [503, "outcome_unknown"]);
    });
  });
}

const ORIGIN = "https://app.example.com";

/** What a handler does for a page, whatever it is mounted in. */
function handles(server, sandbox) {
  const post = (headers) => fetch(`${server().origin}/kyc/links`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(APPLICANT) });

  test("one customer for a double click, and the browser knows whose it is", async () => {
    const headers = { origin: ORIGIN, "idempotency-key": crypto.randomUUID() };
    const answers = await Promise.all([post(headers), post(headers)]);
    const made = answers.find(({ status }) => status === 201);
    assert.ok(made, answers.map(({ status }) => status).join());
    assert.ok(answers.every(({ status }) => [201, 409].includes(status)));
    assert.equal(sandbox().sandbox.customers().length, 1);
    const cookie = made.headers.get("set-cookie").split(";")[0];
    const status = await fetch(`${server().origin}/kyc/status`, { headers: { cookie } });
    assert.equal((await status.json()).status, "incomplete");
  });

  test("another site's form is not let in", async () => {
    assert.equal((await post({ origin: "https://evil.example" })).status, 403);
  });
}

describe("hono-node", () => {
  let sandbox, server;
  before(async () => {
    sandbox = await startSandbox();
    const env = { SPHEREPAY_API_KEY: "key", SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay, SPHEREPAY_WEBHOOK_SECRET: "secret_1", ORIGIN, COOKIE_SECRET: "s".repeat(32), PORT: "0" };
    server = await serveWith(process.execPath, ["server.js"], consumer("example-hono-node", { from: join(EXAMPLES, "hono-node") }), env);
  });
  after(() => Promise.all([server?.stop(), sandbox.close()]));
  handles(() => server, () => sandbox);
});

describe("cloudflare-worker", () => {
  const SECRETS = ["SPHEREPAY_API_KEY=key", "SPHEREPAY_WEBHOOK_SECRET=secret_1", `COOKIE_SECRET=${"s".repeat(32)}`].join("\n");
  const folder = consumer("example-cloudflare-worker", { from: join(EXAMPLES, "cloudflare-worker"), files: { ".dev.vars": SECRETS } });
  let sandbox, server;
  before(async () => {
    sandbox = await startSandbox();
    const options = ["--ip=127.0.0.1", "--port=0", "--inspector-port=0", "--show-interactive-dev-session=false", "--persist-to=state", "--var", `SPHEREPAY_BASE_URL:${sandbox.baseUrls.spherepay}`];
    server = await serveWith(process.execPath, [tool("wrangler/bin/wrangler.js"), "dev", ...options], folder);
  });
  after(() => Promise.all([server?.stop(), sandbox.close()]));

  test("deploys, as far as nobody is asked", async (t) => {
    const { stdout } = await run(tool(".bin/wrangler"), ["deploy", "--dry-run", "--outdir=out"], folder);
    assert.match(stdout, /KYCLINK/);
    t.diagnostic(/Total Upload: .*/.exec(stdout)[0]);
  });

  handles(() => server, () => sandbox);
});
