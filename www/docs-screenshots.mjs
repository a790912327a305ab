/**
 * `cargo xtask with chromium-headless -- node www/docs-screenshots.mjs`: takes the screenshots that README.md and docs/page.md show, in English and in light
 * colors. Run `cargo xtask pack` first.
 */

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../tests/e2e/browsers.mjs";
import { ADDRESSES } from "../tests/e2e/people.mjs";
import { decide, fill, fillForm, openForm, submit } from "../tests/e2e/person.mjs";
import { startDemo } from "../tests/e2e/running-demo.mjs";

/** The one that miniflare brings: nothing else here needs it. */
const sharp = createRequire(createRequire(import.meta.url).resolve("miniflare"))("sharp");

const MAX_BYTES = 30_000;
/** The pages have few colors: with a palette of so many, a picture takes a quarter, and looks the same. */
const COLORS = 64;
const VIEWPORT = { width: 760, height: 300 };
/** The pages show the pictures beside each other, about half as wide as they are taken. */
const SCALE = 0.75;

const browser = await launchChromium();
const demo = await startDemo(["--provider", "spherepay"]);
try {
  const page = await browser.newPage({
    locale: "en-US",
    colorScheme: "light",
    reducedMotion: "reduce",
    viewport: VIEWPORT,
    deviceScaleFactor: SCALE,
  });
  await openForm(page, demo.url);
  await fill(page, { "address.country": "US" });
  await blur(page);
  await take(page, "page-form");

  await fillForm(page, { address: { ...ADDRESSES.US, state: "IL" } });
  await blur(page);
  await take(page, "page-step");

  await submit(page);
  await decide(page, "Approve", demo.origin);
  await page.locator("[data-status=approved]").waitFor();
  await take(page, "page-status");
} finally {
  await Promise.all([browser.close(), demo.stop()]);
}

/** Takes the focus away: its ring would depend on how the script has pressed. */
function blur(page) {
  return page.evaluate(() => document.activeElement.blur());
}

/** Takes a screenshot of the whole page. @param {import("playwright-core").Page} page @param {string} name */
async function take(page, name) {
  const path = fileURLToPath(new URL(`../docs/${name}.png`, import.meta.url));
  const picture = sharp(await page.screenshot({ fullPage: true }));
  const bytes = await picture.png({ palette: true, colors: COLORS, dither: 0, effort: 10 }).toBuffer();
  writeFileSync(path, bytes);
  console.log(`docs/${name}.png: ${bytes.length} bytes`);
  if (bytes.length > MAX_BYTES) throw new Error(`docs/${name}.png has more than ${MAX_BYTES} bytes`);
}
