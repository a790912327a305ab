/** The browsers that the tests run in, as Playwright drives them. */

import { after, before, describe } from "node:test";
import { chromium } from "playwright-core";
import { program } from "../packages/helpers/programs/index.mjs";
import { launch as firefox } from "./firefox.mjs";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A camera that shows a test picture, and a person who allows every page to use it. */
export const FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/**
 * @param {string[]} [more] further arguments
 * @param {"chromium-headless" | "chromium"} [need] the headless shell takes half the CPU, and has no tabs, camera or autofill
 */
export const launchChromium = (more = [], need = "chromium-headless") =>
  chromium.launch({ executablePath: program(need), args: [...ARGS, ...more] });

export const BROWSERS = {
  /** @param {"chromium-headless" | "chromium"} [need] */
  Chromium: (need) => launchChromium([], need),
  Firefox: firefox,
};

/** Whether `cargo xtask release` runs the tests: then all of them run. */
export const IS_RELEASE = process.env.KYCLINK_RELEASE === "1";

/**
 * Runs the same tests in each browser. In Firefox they run only before a release, unless `isAlwaysInFirefox` is set.
 *
 * @param {(browser: () => import("playwright-core").Browser, name: string) => void} tests `browser()`
 * returns the browser while a test runs
 * @param {{ isAlwaysInFirefox?: boolean, chromium?: "chromium-headless" | "chromium" }} [options]
 */
export function inEachBrowser(tests, { isAlwaysInFirefox = IS_RELEASE, chromium } = {}) {
  for (const [name, launch] of Object.entries(BROWSERS)) {
    if (name === "Firefox" && !isAlwaysInFirefox) continue;
    describe(name, () => {
      let browser;
      before(async () => (browser = await launch(chromium)));
      after(() => browser?.close());
      tests(() => browser, name);
    });
  }
}
