/** The browsers that the tests run in, with the interface of Playwright. */

import { after, before, describe } from "node:test";
import { chromium } from "playwright-core";
import { launch as firefox } from "./firefox.mjs";
import { launch as webkit } from "./webkit.mjs";

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

/** @param {string[]} [more] further arguments */
export const launchChromium = (more = []) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...ARGS, ...more] });

export const BROWSERS = {
  Chromium: () => launchChromium(),
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
 * @param {(keyof typeof BROWSERS)[]} [names] the browsers; by default Chromium, and before a release all of them
 */
export function inEachBrowser(tests, names = IS_RELEASE ? Object.keys(BROWSERS) : ["Chromium"]) {
  for (const name of names) {
    describe(name, () => {
      let browser;
      before(async () => (browser = await BROWSERS[name]()));
      after(() => browser?.close());
      tests(() => browser, name);
    });
  }
}

/** All browsers before a release, and without Firefox otherwise: for what differs most between Chromium and WebKit. */
export const WITH_WEBKIT = Object.keys(BROWSERS).filter((name) => IS_RELEASE || name !== "Firefox");
