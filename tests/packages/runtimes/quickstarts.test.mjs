/**
 * docs/quickstarts.md: the files of each framework, as they stand, run in the framework, from the empty form to the
 * approved customer. The table at the page's end says what "in the framework" means for each.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Miniflare } from "miniflare";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { programs } from "../helpers/docs/markdown.mjs";
import { wasm } from "../helpers/install/index.mjs";
import { bundle } from "./bundle.mjs";
import { consumer, require, run, serveWith, tool } from "./consumer.mjs";
import { build, rows, SOURCES } from "./sveltekit.mjs";

const PAGE = "docs/quickstarts.md";
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
  return consumer(`quickstart-${name}`, { files: { "kyc.js": FILES["kyc.js"], [path]: FILES[path], ...files } });
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
  async Workers(t) {
    const { text } = await bundle(join(project("worker.js"), "worker.js"), { conditions: ["workerd", "worker", "browser"] });
    const modules = [
      { type: "ESModule", path: "worker.mjs", contents: text },
      { type: "CompiledWasm", path: "kyclink.wasm", contents: wasm() },
    ];
    const durableObjects = { KYCLINK: { className: "KycLinkStore", useSQLite: true } };
    const options = { compatibilityDate: "2026-04-01", cf: false, telemetry: { enabled: false } };
    const worker = new Miniflare({ modules, modulesRoot: "/", bindings: env, durableObjects, ...options });
    t.after(() => worker.dispose());
    return (path, init) => worker.dispatchFetch(ORIGIN + path, { ...init, redirect: "manual" });
  },

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

  Deno: (t) =>
    served(
      t,
      tool(".bin/deno"),
      ["serve", "--no-remote", "--cached-only", "--allow-env", "--allow-net", "--host=127.0.0.1", "--port=0", "deno.js"],
      project("deno.js"),
      env,
    ),

  Bun: (t) => served(t, tool(".bin/bun"), ["bun.js"], project("bun.js"), { ...env, PORT: "0" }),
};

/** The README's Worker, by its own commands: the variables are in files, and only the port is another one. */
const README = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const variables = (...names) => names.map((name) => `${name}=${env[name]}\n`).join("");
function fromReadme(t, runtime, change) {
  const { code } = programs("README.md").find(({ name }) => name === "worker.mjs");
  const [sandboxNames, ownNames] = [Object.keys(env).filter((name) => name.startsWith("SPHEREPAY")), ["ORIGIN", "COOKIE_SECRET"]];
  const [own, theirs] = [variables(...ownNames), variables(...sandboxNames)];
  const folder = consumer(`readme-${runtime}`, {
    files: { "worker.mjs": code, ".env": own, "sandbox.env": theirs, ".dev.vars": own + theirs },
  });
  const [, command] = new RegExp(`^\\| ${runtime} \\| \`(.*?)\``, "m").exec(README);
  const { program, args, more = {} } = change(command.split(" "));
  const none = Object.fromEntries(Object.keys(env).map((name) => [name, undefined]));
  return served(t, program, args, folder, { ...none, ...more });
}
Object.assign(QUICKSTARTS, {
  "README: Deno": (t) =>
    fromReadme(t, "Deno", ([, serve, ...args]) => ({
      program: tool(".bin/deno"),
      args: [serve, "--no-remote", "--cached-only", "--host=127.0.0.1", ...args.join(" ").replace("--port 8787", "--port=0").split(" ")],
    })),
  "README: Bun": (t) => fromReadme(t, "Bun", ([, , ...args]) => ({ program: tool(".bin/bun"), args, more: { PORT: "0" } })),
  "README: Workers": (t) =>
    fromReadme(t, "Workers", ([, , ...args]) => ({
      program: process.execPath,
      args: [
        tool("wrangler/bin/wrangler.js"),
        ...args.join(" ").replace("--port 8787", "--port=0 --ip=127.0.0.1 --inspector-port=0").split(" "),
      ],
    })),
});

test("every heading with a program is run here", () => {
  const headings = [];
  for (const [, heading, body] of readFileSync(new URL(`../../../${PAGE}`, import.meta.url), "utf8").matchAll(
    /^## (.*)\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm,
  )) {
    if (body.includes("```js") && heading !== "The handler") headings.push(heading);
  }
  assert.deepEqual(
    headings,
    Object.keys(QUICKSTARTS).filter((name) => !name.startsWith("README")),
  );
});

for (const [name, start] of Object.entries(QUICKSTARTS)) {
  test(name, async (t) => {
    const at = await start(t);
    const navigation = { accept: "text/html", origin: ORIGIN };
    const shown = await at("/kyc", { headers: navigation });
    assert.equal(shown.status, 200);
    assert.match(await shown.text(), /<form/);

    const before = sandbox.customers().length;
    const body = new URLSearchParams({
      type: "individual",
      email: "jane@example.com",
      phone: "030 123456",
      "address.line1": "Hauptstraße 1",
      "address.city": "Berlin",
      "address.postalCode": "10115",
      "address.country": "DE",
    });
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
