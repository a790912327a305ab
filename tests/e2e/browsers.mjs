/** The browsers that the tests run in, as Playwright drives them. */

import { chromium } from "playwright-core";
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

export const BROWSERS = {
  Chromium: () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS }),
  Firefox: firefox,
};
