/**
 * docs/getting-started.md: the handler in each runtime by its command, and in each framework by its files, as they
 * stand, from the empty form to the approved customer.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { programs } from "../helpers/docs/markdown.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { GERMAN } from "../helpers/page/posted.mjs";
import { consumer, require, run, serveWith, tool } from "./consumer.mjs";
import { build, rows, SOURCES } from "./sveltekit.mjs";

const { startSandbox } = await subpath("testing");

const PAGE = "docs/getting-started.md";
const ORIGIN = "https://app.example.com";
const FILES = Object.fromEntries(programs(PAGE).map(({ name, code }) => [name, code]));
const LAYOUT = 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n';

const sandbox = await startSandbox();
after(() => sandbox.close());
const env = {
  SPHEREPAY_API_KEY: "any",
  SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
  SPHEREPAY_WEBHOOK_SECRET: (await sandbox.webhookKeys()).spherepay,
  ORIGIN,
  COOKIE_SECRET: "0123456789abcdef0123456789abcdef",
};
Object.assign(process.env, env);

/** A project with the handler, a file of the page, and more. */
function project(path, files) {
  const name = path.replace(/\W+/g, "-");
  return consumer(`quickstart-${name}`, { files: { "kyc.mjs": FILES["kyc.mjs"], [path]: FILES[path], ...files } });
}

const load = (folder, path) => import(pathToFileURL(join(folder, path)));
const loadRoute = (path) => load(project(path), path);
const ofTool = (name) => import(pathToFileURL(require.resolve(name)));

/** Sends requests to a server on this machine. */
const over = (server) => (path, init) => fetch(server + path, { ...init, redirect: "manual" });
/** Gives requests to a function. */
const directly = (respond) => async (path, init) => respond(new Request(ORIGIN + path, init));

async function listening(t, listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  return over(`http://127.0.0.1:${server.address().port}`);
}

async function served(t, ...start) {
  const server = await serveWith(...start);
  t.after(server.stop);
  return over(server.origin);
}

let built;
/** Builds the project once, for the quickstart and the rows of the table. */
const svelteKit = () => (built ??= build(project("src/routes/kyc/[...path]/+server.js", SOURCES)));

/** How each is run: returns what sends a request to it. */
const QUICKSTARTS = {
  async Hono() {
    const { default: app } = await loadRoute("hono.js");
    return directly((request) => app.fetch(request));
  },

  async Next(t) {
    const folder = project("app/kyc/[[...path]]/route.js", { "app/layout.js": LAYOUT });
    const next = tool("next/dist/bin/next");
    await run(process.execPath, [next, "build"], folder);
    return served(t, process.execPath, [next, "start", "--hostname=127.0.0.1", "--port=0"], folder, env);
  },

  async SvelteKit() {
    const folder = await svelteKit();
    const { Server } = await load(folder, ".svelte-kit/output/server/index.js");
    const { manifest } = await load(folder, ".svelte-kit/output/server/manifest.js");
    const server = new Server(manifest);
    await server.init({ env: {} });
    return directly((request) => server.respond(request, { getClientAddress: () => "127.0.0.1" }));
  },

  async "Nuxt and Nitro"(t) {
    const { createApp, createRouter, toNodeListener } = await ofTool("h3");
    const [all, index] = ["server/routes/kyc/[...].js", "server/routes/kyc/index.js"];
    const folder = project(all, { [index]: FILES[index] });
    const router = createRouter();
    // The routes that Nitro makes of these files.
    router.use("/kyc/**", (await load(folder, all)).default).use("/kyc", (await load(folder, index)).default);
    return listening(t, toNodeListener(createApp().use(router)));
  },

  async Astro() {
    const { ALL } = await loadRoute("src/pages/kyc/[...path].js");
    return directly((request) => ALL({ request }));
  },

  async "React Router"() {
    const { createStaticHandler } = await ofTool("react-router");
    const { loader, action } = await loadRoute("app/routes/kyc.$.js");
    const { queryRoute } = createStaticHandler([{ path: "kyc/*", loader, action }]);
    return directly((request) => queryRoute(request));
  },

  async Express(t) {
    const { default: app } = await loadRoute("express.js");
    return listening(t, app);
  },

  async Fastify(t) {
    const { default: app } = await loadRoute("fastify.js");
    t.after(() => app.close());
    return over(await app.listen({ host: "127.0.0.1", port: 0 }));
  },
};

/** The function itself, by the page's own commands: the variables are in files, and only the port is another one. */
const TEXT = readFileSync(new URL(`../../../${PAGE}`, import.meta.url), "utf8");
const variables = (...names) => names.map((name) => `${name}=${env[name]}\n`).join("");
function byCommand(t, runtime, change) {
  const [sandboxNames, ownNames] = [Object.keys(env).filter((name) => name.startsWith("SPHEREPAY")), ["ORIGIN", "COOKIE_SECRET"]];
  const [own, theirs] = [variables(...ownNames), variables(...sandboxNames)];
  const folder = consumer(`quickstart-${runtime}`, {
    files: { "kyc.mjs": FILES["kyc.mjs"], ".env": own, "sandbox.env": theirs, ".dev.vars": own + theirs },
  });
  const [, command] = new RegExp(`^\\| ${runtime} \\| \`(.*?)\``, "m").exec(TEXT);
  const { program, args, more = {} } = change(command.split(" "));
  const none = Object.fromEntries(Object.keys(env).map((name) => [name, undefined]));
  return served(t, program, args, folder, { ...none, ...more });
}
const RUNTIMES = {
  Deno: (t) =>
    byCommand(t, "Deno", ([, serve, ...args]) => ({
      program: tool(".bin/deno"),
      args: [serve, "--no-remote", "--cached-only", "--host=127.0.0.1", ...args.join(" ").replace("--port 8787", "--port=0").split(" ")],
    })),
  Bun: (t) => byCommand(t, "Bun", ([, , ...args]) => ({ program: tool(".bin/bun"), args, more: { PORT: "0" } })),
  Workers: (t) =>
    byCommand(t, "Workers", ([, , ...args]) => ({
      program: process.execPath,
      args: [
        tool("wrangler/bin/wrangler.js"),
        ...args.join(" ").replace("--port 8787", "--port=0 --ip=127.0.0.1 --inspector-port=0").split(" "),
      ],
    })),
};

test("every framework with a program is run here", () => {
  const [, section] = /^## In a framework\n([\s\S]*?)^## /m.exec(TEXT);
  const headings = section.split(/^### /m).flatMap((part) => (part.includes("```js") ? [part.split("\n")[0]] : []));
  assert.deepEqual(headings, Object.keys(QUICKSTARTS));
});

for (const [name, start] of Object.entries({ ...QUICKSTARTS, ...RUNTIMES })) {
  test(name, async (t) => {
    const at = await start(t);
    const navigation = { accept: "text/html", origin: ORIGIN };
    const shown = await at("/kyc", { headers: navigation });
    assert.equal(shown.status, 200);
    assert.match(await shown.text(), /<form/);

    const before = sandbox.customers().length;
    const body = new URLSearchParams(GERMAN);
    const sent = await at("/kyc/links", { method: "POST", body, headers: navigation });
    assert.ok([200, 303].includes(sent.status), await sent.text());
    const cookie = sent.headers.get("set-cookie").split(";")[0];
    assert.equal(sandbox.customers().length, before + 1);

    await sandbox.complete(sandbox.customers().at(-1).id, "approve");
    const delivery = sandbox.deliveries().at(-1);
    const got = await at("/kyc/webhooks/spherepay", { method: "POST", body: delivery.body, headers: delivery.headers });
    assert.equal(got.status, 200);
    const status = await (await at("/kyc/status", { headers: { cookie } })).json();
    assert.equal(status.status, "approved");
  });
}

rows(svelteKit);
