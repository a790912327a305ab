// `cargo xtask bench page`: how long the onboarding page takes on a slow phone, from the press on a link to a form that
// can be filled in and submitted. The network is a slow mobile one and the processor a quarter as fast, as Chromium
// imitates them; every visit is the first one of a browser. `--write` writes the table to docs/page.md.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { launchChromium } from "../tests/e2e/browsers.mjs";
import { internal, subpath } from "../tests/packages/helpers/install/index.mjs";
import { median } from "./race.mjs";

const { serve } = await internal("kit/testing/http.js");

const VISITS = 9;
const SLOWDOWN = 4;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const PAGE = fileURLToPath(new URL("../docs/page.md", import.meta.url));
const MARKERS = ["<!-- generated: slow phone -->", "<!-- /generated -->"];

const { createHandler, memoryStore } = await subpath("edge");
const { onboardingPage } = await subpath("page");
const { createSandbox } = await subpath("testing");

const sandbox = createSandbox();
const handler = createHandler({
  provider: "spherepay",
  spherepay: { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay, profiles: ["kyc_profile_a"] },
  fetch: sandbox.fetch,
  allowedOrigins: ["https://app.example.com"],
  cookieSecret: crypto.randomUUID(),
  store: memoryStore(),
  rateLimit: "none",
  page: onboardingPage(),
});

/** Responds as a platform does that compresses. */
async function compressed(request) {
  const response = await handler(request);
  const body = brotliCompressSync(new Uint8Array(await response.arrayBuffer()));
  const headers = new Headers(response.headers);
  headers.set("content-encoding", "br");
  return new Response(body, { status: response.status, headers });
}

const server = await serve(0, compressed);
const browser = await launchChromium([], "chromium");
const visits = [];
for (let visit = 0; visit < VISITS; visit++) visits.push(await visited(`http://127.0.0.1:${server.port}/kyc`));
const version = browser.version().split(".")[0];
await browser.close();
await server.close();

const seconds = (name) => (median(visits.map((visit) => visit[name])) / 1000).toFixed(1);
const kilobytes = (name) => (visits[0][name] / 1000).toFixed(0);
const table = `
| on the first visit | seconds | KB so far |
| --- | --: | --: |
| the form is shown, can be filled in and submitted | ${seconds("usable")} | ${kilobytes("usableBytes")} |
| the script validates it | ${seconds("validated")} | ${kilobytes("validatedBytes")} |

Chromium ${version}, median of ${VISITS} visits.
`;
console.log(table);
if (process.argv.includes("--write")) {
  const [start, end] = MARKERS;
  const [before, rest] = readFileSync(PAGE, "utf8").split(start);
  writeFileSync(PAGE, `${before}${start}${table}${rest.slice(rest.indexOf(end))}`);
}

/** Visits the page once, in a browser that has been nowhere. */
async function visited(url) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "en" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.goto(url, { waitUntil: "commit" });
  await page.locator("form[data-validated=here]").waitFor();
  // Whatever has been painted can be used: forms need no script.
  const times = await page.evaluate(() => {
    const resources = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const sizeUntil = (time) => resources.reduce((sum, { responseEnd, transferSize }) => sum + (responseEnd <= time ? transferSize : 0), 0);
    const [{ responseEnd }] = performance.getEntriesByType("navigation");
    const usable = Math.max(responseEnd, performance.getEntriesByName("first-contentful-paint")[0].startTime);
    const validated = performance.now();
    return { usable, validated, usableBytes: sizeUntil(usable), validatedBytes: sizeUntil(validated) };
  });
  await context.close();
  return times;
}
