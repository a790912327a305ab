/** The page of page.mjs with each version of React, in front of a real handler. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, describe } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../../runtimes/chromium.mjs";
import { configOf, createHandler, createSandbox, PERSON } from "../edge/harness.mjs";
import { esm, project } from "../install/index.mjs";

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
    server = createServer(async (request, response) => {
      const path = new URL(request.url, origin).pathname;
      if (path === "/")
        return response
          .setHeader("content-type", "text/html")
          .end(`<div id="root">${site.rendered}</div><script type="module" src="/page.js"></script>`);
      if (path === "/favicon.ico") return response.writeHead(404).end();
      if (path === "/widget") return response.setHeader("content-type", "text/html").end("<title>Check</title>");
      if (site.files.has(path)) return response.setHeader("content-type", "text/javascript").end(site.files.get(path));
      const chunks = await request.toArray();
      const entry = { method: request.method, path, key: request.headers["idempotency-key"] };
      site.requests.push(entry);
      const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
      const { method, headers } = request;
      const reply = await handler(new Request(origin + request.url, { method, headers, body }));
      await hold;
      response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://localhost:${server.address().port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
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
