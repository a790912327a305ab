/**
 * `cargo xtask with chromium-headless -- node www/docs-screenshots.mjs`: takes the screenshots that README.md and docs/page.md show: the
 * form and the status, in light colors, and a strip with every state, at three widths, in light and dark. Run
 * `cargo xtask pack` first.
 */

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../tests/e2e/browsers.mjs";
import { ADDRESSES } from "../tests/e2e/people.mjs";
import { decide, fill, fillForm, openForm, submit } from "../tests/e2e/person.mjs";
import { startDemo } from "../tests/e2e/running-demo.mjs";
import { STATES } from "../tests/e2e/states.mjs";

/** The one that miniflare brings: nothing else here needs it. */
const sharp = createRequire(createRequire(import.meta.url).resolve("miniflare"))("sharp");

const MAX_BYTES = 30_000;
/** The pages have few colors: with a palette of so many, a picture takes a quarter, and looks the same. */
const COLORS = 64;
const VIEWPORT = { width: 760, height: 300 };
/** The pages show the pictures beside each other, about half as wide as they are taken. */
const SCALE = 0.75;

/** The states of the strip, in the order in which a person meets them. */
const STRIP = {
  grid: ["contact", "code", "code_wrong", "code_incomplete"],
  spherepay: ["empty", "hosted", "expired", "pending", "on_hold", "approved", "rejected", "run_out", "none"],
};
const WIDTHS = [390, 768, 1280];
const STRIP_BYTES = 400_000;
/** A picture of the strip, of which all are equally wide. */
const PICTURE = { width: 240, gap: 12 };

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
  await takeStrip();
} finally {
  await Promise.all([browser.close(), demo.stop()]);
}

/** Takes the focus away: its ring would depend on how the script has pressed. */
function blur(page) {
  return page.evaluate(() => document.activeElement.blur());
}

/** Takes a screenshot of the whole page. @param {import("playwright-core").Page} page @param {string} name */
async function take(page, name) {
  await write(name, sharp(await page.screenshot({ fullPage: true })), MAX_BYTES);
}

/** Writes a picture. @param {string} name @param {import("sharp").Sharp} picture @param {number} max @param {number} [colors] */
async function write(name, picture, max, colors = COLORS) {
  const path = fileURLToPath(new URL(`../docs/${name}.png`, import.meta.url));
  const bytes = await picture.png({ palette: true, colors, dither: 0, effort: 10 }).toBuffer();
  writeFileSync(path, bytes);
  console.log(`docs/${name}.png: ${bytes.length} bytes`);
  if (bytes.length > max) throw new Error(`docs/${name}.png has more than ${max} bytes`);
}

/** Takes every state at every width in both themes: a row for each width and theme. */
async function takeStrip() {
  const rows = WIDTHS.flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme, pictures: [] })));
  for (const [provider, states] of Object.entries(STRIP)) {
    const demo = await startDemo(["--provider", provider]);
    for (const state of states) await takeState(STATES[provider][state], demo, rows);
    await demo.stop();
  }
  const small = await Promise.all(rows.map(({ pictures }) => Promise.all(pictures.map(shrink))));
  const step = PICTURE.width + PICTURE.gap;
  let top = 0;
  const parts = small.flatMap((pictures) => {
    const row = pictures.map(({ data }, column) => ({ input: data, left: column * step, top }));
    top += pictures[0].info.height + PICTURE.gap;
    return row;
  });
  const size = { width: small[0].length * step - PICTURE.gap, height: top - PICTURE.gap };
  const strip = sharp({ create: { ...size, channels: 3, background: "#888" } }).composite(parts);
  await write("page-states", sharp(await strip.png().toBuffer()), STRIP_BYTES, 2 * COLORS);
}

/** Makes a picture as wide as those of the strip. @param {Buffer} bytes */
function shrink(bytes) {
  return sharp(bytes).resize({ width: PICTURE.width }).png().toBuffer({ resolveWithObject: true });
}

/** Reaches a state in a new browser, and takes it in each row. */
async function takeState(reach, demo, rows) {
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce", viewport: { width: WIDTHS[0], height: 760 } });
  const page = await context.newPage();
  await reach(page, demo);
  for (const { width, colorScheme, pictures } of rows) {
    await page.setViewportSize({ width, height: 760 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    pictures.push(await page.screenshot());
  }
  await context.close();
}
