/** Pages that record whatever must not happen in them. */

/**
 * Chromium's own messages, which are not mistakes of the page: for an unsuccessful response, and for a field that the
 * test has focused before Chromium could move the focus to the page's first field.
 */
const OWN_LINE = /^Failed to load resource: the server responded with a status of 4\d\d|^Autofocus processing was blocked/;

/**
 * @param {import("playwright-core").Browser} browser
 * @param {{ app: string, secrets: string[] }} watch the app's origin, and what must stand in no URL
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openPage(browser, { app, secrets }, options) {
  // Without a graphics card, an icon that never stops moving costs more than everything else on its page.
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const problems = [];
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
    const url = decodeURIComponent(request.url().replaceAll("+", " "));
    for (const secret of secrets.filter((secret) => url.includes(secret))) problems.push(`in a URL: ${secret}`);
  });
  return { page, problems, close: () => context.close() };
}
