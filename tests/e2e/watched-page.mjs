/** Pages in which nothing happens that must not. */

import assert from "node:assert/strict";

/**
 * Chromium's own messages, which are not mistakes of the page: for an unsuccessful response, and for a field that the
 * test has focused before Chromium could move the focus to the page's first field.
 */
const OWN_LINE = /^Failed to load resource: the server responded with a status of 4\d\d|^Autofocus processing was blocked/;

/** The random part of a hosted page's URL, in which any digits may stand: those of a postal code, too. */
const RANDOM = /[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * A page that is closed after the test, which fails if something has happened there that must not.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").Browser} browser
 * @param {{ app: string, secrets: string[], hasFailures?: boolean }} watch the app's origin, what must stand in no URL,
 *   and whether the test makes requests fail
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openPage(t, browser, { app, secrets, hasFailures = false }, options) {
  // Without a graphics card, an icon that never stops moving costs more than everything else on its page.
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const problems = [];
  t.after(async () => {
    const found = [...problems];
    await context.close();
    if (!hasFailures) assert.deepEqual(found, []);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (!OWN_LINE.test(text)) problems.push(`console: ${text}`);
  });
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => console.error(`CSP: ${violatedDirective}`)),
  );
  page.on("request", (request) => {
    const { origin, hostname, protocol } = new URL(request.url());
    // Firefox brings a font and an icon of its own along; nothing of that leaves it.
    if (protocol === "data:") return;
    // The sandbox's hosted pages are on localhost, the app on 127.0.0.1.
    if (origin !== app && hostname !== "localhost") problems.push(`request to ${request.url()}`);
    const url = decodeURIComponent(request.url().replaceAll("+", " ")).replaceAll(RANDOM, "");
    for (const secret of secrets.filter((secret) => url.includes(secret))) problems.push(`in a URL: ${secret}`);
  });
  return page;
}
