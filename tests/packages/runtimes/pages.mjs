/** Pages that show the results of their checks, under the Content-Security-Policy that the package asks for. */

import { createHash } from "node:crypto";
import { serve } from "./chromium.mjs";
import { look } from "./table.mjs";

/** How a page without a bundler finds the package. */
export const IMPORT_MAP = JSON.stringify({
  imports: {
    kyclink: "/node_modules/kyclink/dist/entry/inline.js",
    "kyclink/form": "/node_modules/kyclink/dist/form/entry/inline.js",
    "kyclink/testing": "/node_modules/kyclink/dist/testing/index.js",
  },
});

/** A page of one script, with or without an import map. */
export const html = (script, map) => `<!doctype html>
<html lang="en">
  <title>kyclink</title>
  ${map ? `<script type="importmap">${map}</script>` : ""}
  <script type="module" src="${script}"></script>
</html>
`;

/**
 * Serves a folder and opens its page twice: as it should be, and where the policy blocks WebAssembly. `page` is one of
 * Playwright or of Puppeteer.
 */
export async function visit(page, folder, path) {
  const server = await serve(folder, { more: ` 'sha256-${createHash("sha256").update(IMPORT_MAP).digest("base64")}'` });
  const open = async (query) => {
    await page.goto(`${server.origin}/${path}${query}`);
    const shown = await page.waitForSelector("html[data-results]", { state: "attached", timeout: 20_000 });
    return JSON.parse(await shown.evaluate((element) => element.dataset.results));
  };
  try {
    const blocked = (await open("?policy=none")).failed.find((text) => text.startsWith("form:"));
    const results = await open("");
    look(results, "CSP", /^form: invalid_config .*'wasm-unsafe-eval'/.test(blocked) || blocked, true);
    return results;
  } finally {
    server.close();
  }
}
