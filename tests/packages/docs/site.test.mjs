/** The site of `cargo xtask docs --site`: it has every page of the package, and its search finds a message in Chromium. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { file } from "../helpers/install/index.mjs";
import { launch } from "../runtimes/chromium.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SITE = join(ROOT, "target/site");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
let browser, server, origin;

before(async () => {
  const program = join(ROOT, "node_modules/vitepress/bin/vitepress.js");
  await promisify(execFile)(process.execPath, [program, "build", "xtask/site"], { cwd: ROOT });
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = pathname === "/" ? "/index.html" : decodeURIComponent(pathname);
    const content = await readFile(join(SITE, path)).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { "content-type": TYPES[/\.\w+$/.exec(path)?.[0]] ?? "text/plain" }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});
after(() => {
  server?.closeAllConnections();
  server?.close();
  return browser?.close();
});

test("every page of the package is in the site, and in its list", async () => {
  // The site has the whole reference instead.
  const pages = readdirSync(file("docs")).filter((name) => name.endsWith(".md") && name !== "reference.md");
  for (const page of pages) assert.ok(existsSync(join(SITE, "docs", page.replace(".md", ".html"))), page);
  const page = await browser.newPage();
  await page.goto(origin);
  const listed = await page.$$eval("aside a", (links) => links.map(({ pathname }) => pathname));
  for (const name of pages)
    assert.ok(
      listed.some((path) => path === `/docs/${name.replace(".md", ".html")}` || path === `/docs/${name.replace(".md", "")}`),
      name,
    );
});

test("its search runs in the page, and finds what is in a table", async () => {
  const page = await browser.newPage();
  const requested = [];
  page.on("request", (request) => requested.push(new URL(request.url()).origin));
  await page.goto(origin);
  await page.locator("#local-search button").first().click();
  await page.locator("#localsearch-input").fill("EADDRINUSE");
  await page.locator("a.result[href*=troubleshooting]").first().waitFor();
  assert.deepEqual([...new Set(requested)], [origin]);
});
