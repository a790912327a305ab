/** The page of page.mjs with each version of React, in front of a real handler. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, describe } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../../runtimes/chromium.mjs";
import { configOf, createHandler, createSandbox, PERSON } from "../edge/harness.mjs";
import { esm, internal, project } from "../install/index.mjs";

const { serve } = await internal("kit/testing/http.js");

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
/** Where each version is in node_modules. */
const VERSIONS = { 18: { react: "react-18", "react-dom": "react-dom-18" }, 19: { react: "react", "react-dom": "react-dom" } };

/** Bundles a program of this folder with a version of React, as it is in development. */
export const bundle = (name, version, options) =>
  build({
    entryPoints: [fileURLToPath(new URL(`${name}.mjs`, import.meta.url))],
    bundle: true,
    target: "es2022",
    alias: Object.fromEntries(Object.entries(VERSIONS[version]).map(([name, folder]) => [name, join(ROOT, "node_modules", folder)])),
    nodePaths: [join(project, "node_modules")],
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "error",
    ...options,
  });

/** The page's handle: for the functions that run there. */
const { app } = globalThis;

const { presentation } = await esm();

/** Who is typed into the form; the last one is refused. */
export const PEOPLE = {
  jane: PERSON,
  john: { ...PERSON, email: "john@example.com" },
  ann: { ...PERSON, email: "ann@example.com" },
  wrong: { ...PERSON, email: "jane" },
};
/** A response that is lost on its way to the page, and a request that is lost on its way to the handler. */
export const LOST = {
  response: async (route) => {
    await route.fetch();
    await route.abort();
  },
  request: (route) => route.abort(),
};

/** Calls a function that defines the tests of one version, with the site of the page. */
export function eachVersion(define) {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());
  for (const version of Object.keys(VERSIONS)) describe(`React ${version}`, () => define(createSite(version, () => browser)));
}

/** A server of the page and of the handler, which begin anew before each test. */
function createSite(version, browser) {
  let server, origin, handler, hold;
  /** `requests` are those of the page, `rendered` is what the server has rendered. */
  const site = { version, files: new Map(), sandbox: undefined, requests: [], rendered: "" };

  before(async () => {
    const { outputFiles } = await bundle("page", version, { format: "esm", splitting: true, outdir: "/", write: false });
    site.files = new Map(outputFiles.map(({ path, text }) => [path, text]));
    const respond = (text, type) => new Response(text, { headers: { "content-type": type } });
    server = await serve(0, async (request) => {
      const { pathname: path } = new URL(request.url);
      if (path === "/") return respond(`<div id="root">${site.rendered}</div><script type="module" src="/page.js"></script>`, "text/html");
      if (path === "/favicon.ico") return new Response(null, { status: 404 });
      if (path === "/widget") return respond("<title>Check</title>", "text/html");
      if (site.files.has(path)) return respond(site.files.get(path), "text/javascript");
      site.requests.push({ method: request.method, path, key: request.headers.get("idempotency-key") ?? undefined });
      const reply = await handler(request);
      await hold;
      return reply;
    });
    origin = `http://localhost:${server.port}`;
  });
  after(() => server.close());
  beforeEach(() => start("spherepay"));

  function start(provider, more) {
    site.sandbox = createSandbox();
    handler = createHandler(configOf(site.sandbox, { provider, allowedOrigins: [origin], ...more?.(site.sandbox) }));
    [site.requests, hold] = [[], undefined];
  }

  return Object.assign(site, {
    start,
    startBridge: () => start("bridge", ({ baseUrls }) => ({ bridge: { apiKey: "key", baseUrl: baseUrls.bridge } })),

    /** The requests of the page, as `POST links`, without those of the status unless they are asked for. */
    sent: (all = false) =>
      site.requests.map(({ method, path }) => `${method} ${path.replace("/kyc/", "")}`).filter((one) => all || one !== "GET status"),

    /** A page with the component. */
    async open(t, options, how = {}) {
      const context = await browser().newContext();
      t.after(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      if (how.clock) await page.clock.install();
      if (how.before) await page.addInitScript(how.before);
      await page.goto(origin);
      await page.waitForFunction(() => globalThis.app);
      assert.equal((await page.evaluate(() => app.version)).split(".")[0], version);
      await page.evaluate(
        ([options, how]) => app.mount(options, how),
        [options, { strict: how.strict, hydrate: how.hydrate, presents: how.presents }],
      );
      if (how.presents) await page.waitForSelector("#container", { state: "attached" });
      else if (!how.clock) await page.waitForFunction(() => app.hook?.status);
      return page;
    },

    submit: (page, applicant = PERSON) => page.evaluate((applicant) => app.hook.submit(applicant), applicant),
    hook: (page) => page.evaluate(() => JSON.parse(JSON.stringify(app.hook))),

    /** Holds the responses until the returned function is called. */
    holding() {
      let release;
      hold = new Promise((resolve) => (release = resolve));
      return release;
    },

    linkThatMayBeFramed() {
      const link = { provider: "bridge", kycUrl: `${origin}/verify?reference-id=x` };
      return { ...link, presentation: presentation(link, { origin, allowLoopback: true }) };
    },

    /** The keys of the submits, in their order, as numbers: the same key has the same number. */
    keys() {
      const all = site.requests.flatMap(({ key }) => key ?? []);
      return all.map((key) => all.indexOf(key));
    },

    /** Until no request is on its way any more; returns how many there were. */
    async settled() {
      let count;
      do {
        count = site.requests.length;
        await sleep(200);
      } while (site.requests.length > count);
      return count;
    },

    noErrors: async (page) => assert.deepEqual(await page.evaluate(() => app.errors), []),
  });
}
