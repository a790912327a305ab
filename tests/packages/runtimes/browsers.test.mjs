/**
 * The package in a page without a bundler, as a folder of files and an import map, and in a service worker, which has
 * no import maps and is therefore bundled.
 */

import { join } from "node:path";
import { after, before } from "node:test";
import { program } from "../helpers/programs/index.mjs";
import { launch } from "./chromium.mjs";
import { consumer, modules, require, run, tool } from "./consumer.mjs";
import { html, IMPORT_MAP, visit } from "./pages.mjs";
import { look, row } from "./table.mjs";

const BROWSERS = {
  Chromium: () => launch("chromium"),
  // Playwright drives only a Firefox of its own making.
  Firefox: () => require("puppeteer-core").launch({ browser: "firefox", executablePath: program("firefox"), headless: true }),
};

for (const [name, launch] of Object.entries(BROWSERS)) {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  row(name, async () => {
    const folder = consumer(`page-${name}`, { files: { "index.html": html("/page-all.mjs", IMPORT_MAP) } });
    return visit(await browser.newPage(), folder);
  });

  row(`${name}, service worker`, async () => {
    const folder = consumer(`service-worker-${name}`, { files: { "index.html": html("/page-service-worker.mjs") } });
    await run(tool(".bin/esbuild"), ["service-worker.mjs", "--bundle", "--outfile=worker.js"], folder);
    const results = await visit(await browser.newPage(), folder);
    look(results, "one wasm", modules([join(folder, "worker.js")]), { kyclink: 1, edge: 1, form: 1 });
    return results;
  });
}
