/**
 * The page of one's own of docs/getting-started.md, served as it says, in front of its kyc.mjs: a person gets to the hosted
 * page with a script and without one, without WebAssembly and before the script has loaded, and no URL has their data.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createServer as createVite, loadConfigFromFile } from "vite";
import { atHostedPage } from "../../e2e/person.mjs";
import { blocks, programs } from "../helpers/docs/markdown.mjs";
import { example } from "../helpers/examples/install.mjs";
import { copy, subpath } from "../helpers/install/index.mjs";
import { freePort } from "../helpers/programs/index.mjs";
import { launch } from "../runtimes/chromium.mjs";

const { startSandbox } = await subpath("testing");

const { toNodeHandler } = await subpath("node");
const PERSON = {
  "address.country": "US",
  email: "jane.smith@example.com",
  phone: "+1 (415) 555-0123",
  "address.line1": "233 South Wacker Drive",
  "address.state": "IL",
  "address.postalCode": "60606",
};
/** What would be in a URL of a form that is not posted, in any encoding. */
const SECRETS = /jane|smith|415|0123|wacker|60606|chicago/i;
/** The random part of a hosted page's URL, and the version that Vite gives a module: any digits may stand in them. */
const RANDOM = /[0-9a-f]{32}|(?<=\?v=)[0-9a-f]{8}$/g;

const FILES = Object.fromEntries(programs("docs/getting-started.md").map(({ name, code }) => [name, code]));
const { code: HTML } = blocks("docs/getting-started.md").find(({ language }) => language === "html");
const { folder } = copy();
symlinkSync(fileURLToPath(new URL("../../../node_modules/vite", import.meta.url)), join(folder, "node_modules/vite"));
for (const name of ["kyc.mjs", "page.js", "vite.config.mjs"]) writeFileSync(join(folder, name), FILES[name]);
writeFileSync(join(folder, "index.html"), HTML);
let sandbox, browser;
let origin;
const closing = [];

before(async () => {
  sandbox = await startSandbox({ port: 0 });
  browser = await launch();
  await viteAt(folder);
});
after(() => Promise.all([browser?.close(), sandbox?.close(), ...closing.map((close) => close())]));

/** Starts `kyc.mjs` of docs/getting-started.md for a page of this origin, and returns its port. */
async function handlerFor(origin) {
  const { default: worker } = await import(pathToFileURL(join(folder, "kyc.mjs")));
  const env = {
    ORIGIN: origin,
    COOKIE_SECRET: crypto.randomUUID(),
    SPHEREPAY_API_KEY: "sandbox",
    SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
    SPHEREPAY_WEBHOOK_SECRET: (await sandbox.webhookKeys()).spherepay,
  };
  return listening(createServer(toNodeHandler(worker.fetch, env)));
}

async function listening(server) {
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return server.address().port;
}

/** As `npx vite` does; only the handler's port is another one. */
async function viteAt(root) {
  const { config } = await loadConfigFromFile({ command: "serve", mode: "development" }, join(root, "vite.config.mjs"));
  assert.deepEqual(config.server.proxy, { "/kyc": "http://127.0.0.1:8787" });
  const port = await freePort();
  const proxy = { "/kyc": `http://127.0.0.1:${await handlerFor(`http://localhost:${port}`)}` };
  const server = await createVite({ root, configFile: false, logLevel: "warn", server: { port, strictPort: true, proxy } });
  await server.listen();
  closing.push(() => server.close());
  origin = `http://localhost:${port}`;
}

/** How a browser differs from the one that has everything. */
const BROWSERS = {
  "with its script": {},
  "without its script": { context: { javaScriptEnabled: false } },
  "without WebAssembly": { prepare: (page) => page.addInitScript(() => delete globalThis.WebAssembly) },
  "before its script has loaded": { prepare: (page) => page.route(/page\.js|@vite|node_modules/, () => {}), neverLoads: true },
};

describe("served with Vite", () => {
  for (const [name, { context = {}, prepare, neverLoads = false }] of Object.entries(BROWSERS)) {
    test(name, async (t) => {
      const opened = await browser.newContext(context);
      t.after(() => opened.close());
      const page = await opened.newPage();
      page.setDefaultTimeout(20_000);
      const urls = [];
      opened.on("request", (request) => urls.push(request.url(), request.headers().referer ?? ""));
      await prepare?.(page);
      const before = sandbox.customers().length;
      await page.goto(origin, { waitUntil: neverLoads ? "commit" : "load" });
      for (const [field, value] of Object.entries(PERSON)) await page.fill(`[name="${field}"]`, value);
      await page.click("button");

      if (name === "with its script") {
        await page.waitForFunction(() => document.querySelector("[name='address.city']").validationMessage !== "");
        assert.equal(new URL(page.url()).pathname, "/");
      } else {
        await page.waitForURL("**/kyc/links"); // the handler's own form, with the issue and what was typed
        assert.equal(await page.inputValue("[name=email]"), PERSON.email);
        assert.match(await page.textContent("body"), /Enter your city or town/);
      }
      assert.equal(sandbox.customers().length, before);

      await page.fill('[name="address.city"]', "Chicago");
      if (name === "with its script") {
        await page.click("button");
        const [hosted] = await Promise.all([opened.waitForEvent("page"), page.click("text=Verify your identity")]);
        await hosted.waitForURL(/\/hosted\//);
        await page.click("text=see the result");
        await page.waitForURL("**/kyc/status");
        assert.match(await page.textContent("h1"), /You are almost there/);
      } else {
        await page.click("form[data-enhance=form] > button");
        await atHostedPage(page);
      }
      assert.equal(sandbox.customers().length, before + 1);
      assert.ok(urls.length > 3);
      for (const url of urls)
        assert.doesNotMatch(
          decodeURIComponent(url)
            .replace(/^\w+:\/\/[^/]*/, "")
            .replaceAll(RANDOM, ""),
          SECRETS,
          url,
        );
    });
  }
});

/** Fills a form with these values. */
async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = page.locator(`[name="${name}"]`);
    if ((await control.evaluate(({ tagName }) => tagName)) === "SELECT") await control.selectOption(value);
    else await control.fill(value);
  }
}

/** Loses the response to the details, corrects them, and presses the button twice: the second time has another key. */
async function correctAfterLostResponse(page, isAccepted) {
  await fill(page, { ...PERSON, "address.city": "Chicago" });
  const before = sandbox.customers().length;
  const press = async () => (await Promise.all([page.waitForResponse("**/kyc/links"), page.click("button")]))[0];
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route("**/kyc/links", lose, { times: 1 });
  await page.click("button");
  const failed = page.getByText("This did not work.");
  await failed.waitFor();
  assert.equal(sandbox.customers().length, before + 1);
  await fill(page, { email: "jane.corrected@example.com" });
  assert.equal((await (await press()).json()).code, "idempotency_key_reused");
  await failed.waitFor();
  assert.equal((await press()).status(), 201);
  await isAccepted();
  assert.equal(sandbox.customers().length, before + 2);
}

test("a correction after a lost response is accepted when the button is pressed again", async (t) => {
  const opened = await browser.newContext();
  t.after(() => opened.close());
  const page = await opened.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(origin);
  await correctAfterLostResponse(page, () => page.getByText("Verify your identity").waitFor());
});

test("examples/plain-html: its server and its page, without the script and with it", async (t) => {
  const root = example("plain-html");
  const port = String(await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const variables = {
    ...{ PORT: port, ORIGIN: origin, COOKIE_SECRET: crypto.randomUUID(), SPHEREPAY_API_KEY: "sandbox" },
    ...{ SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay, SPHEREPAY_WEBHOOK_SECRET: (await sandbox.webhookKeys()).spherepay },
  };
  const server = spawn(process.execPath, ["server.js"], { cwd: root, env: { ...process.env, ...variables } });
  t.after(() => server.kill());
  const printed = await Promise.race([once(server.stdout, "data"), once(server.stderr, "data")]);
  assert.equal(String(printed), `${origin}/\n`);
  for (const javaScriptEnabled of [false, true]) {
    const opened = await browser.newContext({ javaScriptEnabled });
    t.after(() => opened.close());
    const page = await opened.newPage();
    page.setDefaultTimeout(20_000);
    const before = sandbox.customers().length;
    await page.goto(origin);
    await fill(page, { ...PERSON, "address.city": "Chicago" });
    await page.click("button");
    await page.waitForURL(javaScriptEnabled ? /\/hosted\// : "**/kyc/status");
    assert.equal(sandbox.customers().length, before + 1);
    if (!javaScriptEnabled) continue;
    await page.goto(origin);
    await correctAfterLostResponse(page, () => page.waitForURL(/\/hosted\//));
  }
  assert.equal((await fetch(`${origin}/package.json`)).status, 404);
  assert.equal((await fetch(`${origin}/kyc`)).status, 200);
});
