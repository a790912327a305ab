/** `present` of kyclink/page/client, on a page of one's own in front of the sandbox's hosted pages. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { inEachBrowser, WITH_WEBKIT } from "./browsers.mjs";
import { ADDRESSES } from "./people.mjs";
import { press } from "./person.mjs";
import { startHandler } from "./running-handler.mjs";

const DIST = new URL("../../target/package/dist/", import.meta.url);
const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  firstName: "Jane",
  lastName: "Doe",
  birthDate: "1990-01-31",
  nationality: "US",
  address: { ...ADDRESSES.US, state: "IL", country: "US" },
};
const SCRIPT = `
import { onboardingClient, present } from "/dist/service/page/client.js";
const container = document.getElementById("container");
Object.assign(window, { present, client: onboardingClient(), container, seen: [] });
window.options = { container, onChange: ({ kind, status, nextAction }) => seen.push([kind, status, nextAction]) };
document.body.dataset.ready = "";
`;

/** A page of one's own and a handler, in front of a sandbox. */
async function startApp(provider) {
  let policy = "";
  const app = await startHandler(
    () => ({ provider, page: undefined }),
    ({ url }, response) => {
      if (url.startsWith("/kyc")) return undefined;
      response.setHeader("content-type", url.endsWith(".js") ? "text/javascript" : "text/html");
      response.setHeader("content-security-policy", policy);
      if (url === "/app.js") return response.end(SCRIPT);
      if (url.startsWith("/dist/")) return response.end(readFileSync(new URL(url.slice("/dist/".length), DIST)));
      return response.end(
        '<!doctype html><title>App</title><button id="go">Go</button><div id="container"></div><script type="module" src="/app.js"></script>',
      );
    },
  );
  policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-src ${app.sandbox.hostedOrigin}`;
  return app;
}

const apps = {};
before(async () => {
  for (const provider of ["bridge", "grid"]) apps[provider] = await startApp(provider);
});
after(() => Promise.all(Object.values(apps).map((app) => app.stop())));

inEachBrowser(
  (browser) => {
    async function open(provider, t) {
      const context = await browser().newContext();
      t.after(() => context.close());
      const page = await context.newPage();
      await page.goto(apps[provider].origin);
      await page.waitForSelector("body[data-ready]");
      return page;
    }
    /** Begins an onboarding with an address of its own; returns what the handler answers. */
    const begin = (page) =>
      page.evaluate((applicant) => window.client.start({ ...applicant, email: `${crypto.randomUUID()}@example.com` }), APPLICANT);
    /** Shows a link or the terms on the page. */
    const show = (page, link) =>
      page.evaluate(async (link) => {
        window.shown = await window.present(link, window.options);
      }, link);
    const waitForFrames = (page, count) =>
      page.waitForFunction((count) => document.querySelectorAll("#container iframe").length === count, count);

    test("Bridge: terms in a frame, the check in a frame, approved", async (t) => {
      const page = await open("bridge", t);
      const terms = await begin(page);
      assert.equal(terms.kind, "accept_terms");
      await show(page, terms);
      assert.equal(await page.getByRole("link", { name: "Open in a new tab" }).getAttribute("rel"), "noopener noreferrer");
      await press(page, "/accept-terms-of-service", "Accept the terms");
      await waitForFrames(page, 0);
      await page.evaluate(() => window.shown.stop());
      const link = await page.evaluate(() => window.client.renew());
      assert.equal(link.kind, "link");
      await show(page, link);
      assert.deepEqual(
        await page.evaluate(() => {
          const { allow, title } = document.querySelector("iframe");
          return [allow, title, document.activeElement.localName, window.shown.way];
        }),
        ["camera", "Identity check", "iframe", "frame"],
      );
      await press(page, "/widget", "Approve");
      await page.waitForFunction(() => window.seen.some(([, status]) => status === "approved"));
      await waitForFrames(page, 0);
      await page.evaluate(() => window.shown.stop());
      assert.equal(await page.evaluate(() => window.container.childElementCount), 0);
    });

    test("a tab without a way back; where it is blocked, this tab", async (t) => {
      const page = await open("bridge", t);
      const terms = await begin(page);
      await page.evaluate((link) => {
        const go = document.getElementById("go");
        // The link comes later, as it does from a server.
        go.onclick = () => window.present(new Promise((resolve) => setTimeout(resolve, 1, link)), { ...window.options, way: "tab" });
      }, terms);
      const [tab] = await Promise.all([page.context().waitForEvent("page"), page.click("#go")]);
      await tab.getByRole("button", { name: "Accept the terms" }).waitFor();
      assert.equal(await tab.evaluate(() => window.opener), null);
      await tab.close();
      await page.evaluate((link) => {
        window.open = () => null;
        window.present(link, { ...window.options, way: "tab" });
      }, terms);
      await page.getByRole("button", { name: "Accept the terms" }).waitFor();
      await page.goBack();
      await page.waitForSelector("body[data-ready]");
    });

    test("everything ends with the signal, and the focus returns", async (t) => {
      const page = await open("bridge", t);
      const terms = await begin(page);
      const result = await page.evaluate(async (link) => {
        document.getElementById("go").focus();
        const controller = new AbortController();
        await window.present(link, { ...window.options, signal: controller.signal });
        const during = document.activeElement.localName;
        controller.abort();
        const after = [document.activeElement.id, window.container.childElementCount];
        const reason = await window.present(link, { ...window.options, signal: controller.signal }).then(String, ({ name }) => name);
        return { during, after, reason };
      }, terms);
      assert.deepEqual(result, { during: "iframe", after: ["go", 0], reason: "AbortError" });
    });
  },
  { names: WITH_WEBKIT },
);
