/** The package in a page without a bundler, as a folder of files and an import map. */

import { launch } from "./chromium.mjs";
import { consumer, require } from "./consumer.mjs";
import { html, IMPORT_MAP, visit } from "./pages.mjs";
import { row } from "./table.mjs";

const BROWSERS = {
  Chromium: launch,
  // Playwright drives only a Firefox of its own making.
  Firefox: () =>
    require("puppeteer-core").launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true }),
};

for (const [name, launch] of Object.entries(BROWSERS)) {
  row(name, async (t) => {
    const folder = consumer(`page-${name}`, { files: { "index.html": html("/page-all.mjs", IMPORT_MAP) } });
    const browser = await launch();
    t.after(() => browser.close());
    return visit(await browser.newPage(), folder);
  });
}
