/**
 * `node www/screenshots.mjs [folder] [state…]`: takes screenshots of every state of the web page, in four languages,
 * light and dark, narrow and wide, and of what people see in the browser of another app. Run `cargo xtask pack` first.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { BROWSERS } from "../tests/e2e/browsers.mjs";
import { startDemo } from "../tests/e2e/running-demo.mjs";
import { STATES } from "../tests/e2e/states.mjs";

const [folder = "target/screenshots", ...chosen] = process.argv.slice(2);
const LOCALES = ["en", "de", "ja", "ar"];
const SIZES = { narrow: { width: 360, height: 740 }, wide: { width: 1100, height: 800 } };
const APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 Instagram 334.0";
const IN_APP = ["empty", "hosted"];

mkdirSync(folder, { recursive: true });
const browser = await BROWSERS.Chromium("chromium");
try {
  for (const [provider, states] of Object.entries(STATES)) {
    const demo = await startDemo(["--provider", provider]);
    for (const [state, reach] of Object.entries(states)) {
      if (chosen.length > 0 && !chosen.includes(state)) continue;
      for (const locale of LOCALES) {
        await take(`${provider}-${state}-${locale}`, { locale }, reach, demo);
        if (IN_APP.includes(state)) await take(`${provider}-${state}_in_app-${locale}`, { locale, userAgent: APP }, reach, demo);
      }
    }
    await demo.stop();
    if (process.env.DEBUG) console.log(demo.output());
  }
} finally {
  await browser.close();
}

/** Reaches a state in a new browser, and takes it in every size and both themes. */
async function take(name, options, reach, demo) {
  const context = await browser.newContext({ ...options, viewport: SIZES.narrow, reducedMotion: "reduce" });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  try {
    await reach(page, demo);
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      }
    }
    console.log(name);
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
  await context.close();
}
