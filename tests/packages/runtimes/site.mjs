/** Builds the pages of `page/` with Vite and the installed package, serves them and opens them in Chromium. */

import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { copy } from "../helpers/install/index.mjs";
import { launch, serve } from "./chromium.mjs";

/** Builds the named pages; `assets` is the folder of what they load. */
export async function site(names) {
  const { folder } = copy();
  cpSync(fileURLToPath(new URL("../helpers/page", import.meta.url)), folder, { recursive: true });
  cpSync(fileURLToPath(new URL("../helpers/vectors/run.mjs", import.meta.url)), join(folder, "run.mjs"));
  const input = Object.fromEntries(names.map((name) => [name, join(folder, `${name}.html`)]));
  await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    build: { modulePreload: { polyfill: false }, rolldownOptions: { input } },
  });
  const [browser, server] = await Promise.all([launch(), serve(join(folder, "dist"))]);

  return {
    assets: join(folder, "dist/assets"),

    /** A fresh page, and what it complained about. */
    async open(t, path) {
      const page = await browser.newPage();
      t.after(() => page.close());
      const problems = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
      await page.goto(`${server.origin}/${path}`);
      await page.waitForFunction(() => window.kyclink);
      return { page, problems };
    },

    async close() {
      await browser.close();
      server.close();
    },
  };
}
