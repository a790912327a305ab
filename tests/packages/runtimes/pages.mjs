/** Pages that show the results of their checks, under the Content-Security-Policy that the package requires. */

import { createHash } from "node:crypto";
import { serve } from "./chromium.mjs";
import { look } from "./table.mjs";

/** How a page without a bundler finds the package. */
export const IMPORT_MAP = JSON.stringify({
  imports: {
    kyclink: "/node_modules/kyclink/dist/module/entry/inline.js",
    "kyclink/edge": "/node_modules/kyclink/dist/service/edge/inline.js",
    "kyclink/form": "/node_modules/kyclink/dist/form/entry/inline.js",
    "kyclink/testing": "/node_modules/kyclink/dist/kit/testing/index.js",
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

/** What a page shows; it is one of Playwright or of Puppeteer. */
export async function shown(page, url) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(url);
  const element = await page.waitForSelector("html[data-results]", { state: "attached", timeout: 120_000 }).catch((error) => {
    throw new Error(`${url} shows nothing: ${errors.join("; ")}`, { cause: error });
  });
  return JSON.parse(await element.evaluate(({ dataset }) => dataset.results));
}

/** Serves a folder and opens its page twice: as it should be, and where the policy blocks WebAssembly. */
export async function visit(page, folder) {
  const server = await serve(folder, { more: ` 'sha256-${createHash("sha256").update(IMPORT_MAP).digest("base64")}'` });
  const url = `${server.origin}/index.html`;
  try {
    const failed = await shown(page, `${url}?policy=none`);
    return blocked(failed, await shown(page, url));
  } finally {
    server.close();
  }
}

/** The results of a page, and whether the page named what it lacks where its policy blocks WebAssembly. */
export function blocked({ failed }, results) {
  const message = failed.find((text) => text.startsWith("form:"));
  look(results, "CSP", /^form: invalid_config .*'wasm-unsafe-eval'/.test(message) || message, true);
  return results;
}
