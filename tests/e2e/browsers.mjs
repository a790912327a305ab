/** The browsers that the tests run in, with the interface of Playwright. */

import { after, before, describe } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, program } from "../packages/helpers/programs/index.mjs";
import { launch as firefox } from "./firefox.mjs";
import { launch as webkit } from "./webkit.mjs";

/** A camera that shows a test picture, and a person who allows every page to use it. */
export const FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/**
 * @param {string[]} [more] further arguments
 * @param {"chromium-headless" | "chromium"} [need] the headless shell takes half the CPU, and has no tabs, camera or autofill
 */
export const launchChromium = (more = [], need = "chromium-headless") =>
  chromium.launch({ executablePath: program(need), args: [...CHROMIUM_ARGS, ...more] });

export const BROWSERS = {
  /** @param {"chromium-headless" | "chromium"} [need] */
  Chromium: (need) => launchChromium([], need),
  Firefox: firefox,
  WebKit: webkit,
};

/** Whether `cargo xtask release` runs the tests: then all of them run. */
export const IS_RELEASE = process.env.KYCLINK_RELEASE === "1";

/**
 * Runs the same tests in each browser.
 *
 * @param {(browser: () => import("playwright-core").Browser, name: string) => void} tests `browser()`
 * returns the browser while a test runs
 * @param {{ names?: (keyof typeof BROWSERS)[], chromium?: "chromium-headless" | "chromium" }} [options] `names`: the
 * browsers; by default Chromium, and before a release all of them
 */
export function inEachBrowser(tests, { names = IS_RELEASE ? Object.keys(BROWSERS) : ["Chromium"], chromium } = {}) {
  for (const name of names) {
    describe(name, () => {
      let browser;
      before(async () => (browser = await BROWSERS[name](chromium)));
      after(() => browser?.close());
      tests(() => browser, name);
    });
  }
}

/** All browsers before a release, and without Firefox otherwise: for what differs most between Chromium and WebKit. */
export const WITH_WEBKIT = Object.keys(BROWSERS).filter((name) => IS_RELEASE || name !== "Firefox");
