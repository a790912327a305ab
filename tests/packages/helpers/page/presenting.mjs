/** A page of one's own in Chromium that uses `present`, in front of a client that the test controls. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { file } from "../install/index.mjs";

/** The page's handle: for the functions that run there. */
const { app } = globalThis;

export const APP = "https://app.example.com";
export const KYC = "https://kyc.example/check";
export const FRAME = "https://frame.example/widget";
const HTML =
  '<!doctype html><title>App</title><button id="go">Go</button><div id="container"></div><script type="module" src="/app.js"></script>';
const SCRIPT = `
import { presentWith } from "/dist/service/page/present.js";
const watchers = new Set();
const seen = [];
const app = {
  watchers, seen,
  bases: [],
  looks: 0,
  current: { kind: "status", status: "incomplete", nextAction: "open_link" },
  answer: async () => app.current,
  look() {
    app.looks += 1;
    return app.answer();
  },
  container: document.getElementById("container"),
  onChange: ({ status }) => seen.push(status),
  note: () => app.container.querySelector("[role=status]")?.textContent,
};
const client = {
  status: () => app.look(),
  watchStatus(callback) { watchers.add(callback); return () => watchers.delete(callback); },
};
const present = presentWith(({ base }) => {
  app.bases.push(base);
  return client;
});
app.present = (link, options) => present(link, { container: app.container, onChange: app.onChange, ...options });
Object.assign(globalThis, { app, present });
`;

/** A link that may be framed. */
export const LINK = {
  provider: "bridge",
  kycUrl: KYC,
  presentation: {
    ways: ["redirect", "tab", "frame"],
    frame: { url: FRAME, allow: "camera", sandbox: "allow-scripts allow-same-origin", title: "Identity check" },
    headers: {},
  },
};
export const TABS = { ...LINK, presentation: { ways: ["redirect", "tab"], headers: {} } };
export const WITH_SDK = { ...LINK, token: "the-token", presentation: { ways: ["redirect", "tab", "sdk"], headers: {} } };
export const TEXTS = {
  slow: "If nothing appears here, open the page in a new tab.",
  failed: "The page does not work here. Open it in a new tab.",
  camera: "The page may not use the camera. Allow it in the settings of your browser, or open the page in a new tab or on another device.",
};

/** Opens a page of one's own. */
export async function open(browser, t, origin = APP) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await context.route("**/*", (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) return route.fulfill({ contentType: "text/html", body: "<title>Hosted</title>" });
    if (url.pathname === "/app.js") return route.fulfill({ contentType: "text/javascript", body: SCRIPT });
    if (!url.pathname.startsWith("/dist/")) return route.fulfill({ contentType: "text/html", body: HTML });
    return route.fulfill({ contentType: "text/javascript", body: readFileSync(file(url.pathname.slice(1)), "utf8") });
  });
  await page.clock.install();
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => globalThis.app);
  return page;
}

/** Shows a link; returns where it is, or the code of the error. */
export const show = (page, link, options) =>
  page.evaluate(
    async ([link, options]) => {
      try {
        app.shown = await app.present(link, options);
        return app.shown.way;
      } catch ({ code, name }) {
        return code ?? name;
      }
    },
    [link, options],
  );

/** Shows a link in its frame; returns the frame. */
export async function frameOf(page, options) {
  assert.equal(await show(page, LINK, options), "frame");
  const frame = await (await page.waitForSelector("#container iframe")).contentFrame();
  await frame.waitForURL(FRAME);
  return frame;
}

/** Sends a message from the hosted page, and waits until it was read. */
export async function says(page, frame, data) {
  await page.evaluate(() => {
    app.read = new Promise((resolve) => addEventListener("message", () => setTimeout(resolve, 0), { once: true }));
  });
  await frame.evaluate((data) => parent.postMessage(data, "*"), data);
  await page.clock.runFor(1);
  await page.evaluate(() => app.read);
}
