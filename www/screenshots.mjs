/**
 * `node www/screenshots.mjs [folder] [state…]`: takes a screenshot of every state of the web page: light and dark, narrow and
 * wide, and from right to left. Run `cargo xtask pack` first.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { BROWSERS } from "../tests/e2e/browsers.mjs";
import { startDemo } from "../tests/e2e/running-demo.mjs";
import { STATES } from "../tests/e2e/states.mjs";

const [folder = "target/screenshots", ...wanted] = process.argv.slice(2);
const LOOKS = {
  narrow: { viewport: { width: 360, height: 740 } },
  "wide-dark": { viewport: { width: 1100, height: 800 }, colorScheme: "dark" },
};
const RIGHT_TO_LEFT = { rtl: { viewport: { width: 360, height: 740 }, locale: "ar" } };

mkdirSync(folder, { recursive: true });
const browser = await BROWSERS.Chromium();
try {
  for (const [provider, states] of Object.entries(STATES)) {
    const demo = await startDemo(["--provider", provider]);
    for (const [state, reach] of Object.entries(states)) {
      if (wanted.length > 0 && !wanted.includes(state)) continue;
      const looks = { ...LOOKS, ...(["empty", "errors", "none"].includes(state) && RIGHT_TO_LEFT) };
      for (const [look, options] of Object.entries(looks)) {
        const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
        context.setDefaultTimeout(10_000);
        const page = await context.newPage();
        try {
          await reach(page, demo);
          const path = join(folder, `${provider}-${state}-${look}.png`);
          await page.screenshot({ path, fullPage: true });
          console.log(path);
        } catch (error) {
          console.error(`${provider} ${state} ${look}: ${error.message}`);
          process.exitCode = 1;
        }
        await context.close();
      }
    }
    await demo.stop();
    if (process.env.DEBUG) console.log(demo.output());
  }
} finally {
  await browser.close();
}
