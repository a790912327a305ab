/**
 * Starts Firefox. Its first start with an empty profile compiles its own scripts, which takes as long as the rest of a start, so
 * one such start is made for all, and every profile begins with a copy of these scripts and nothing else.
 */

import { existsSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const TARGET = fileURLToPath(new URL("../../target", import.meta.url));
/** The compiled scripts, and the version that they are of. */
const COMPILED = ["startupCache", "compatibility.ini"];

/** @param {object} preferences @returns the browser, which is to be closed with `stopFirefox` */
export async function startFirefox(preferences) {
  compiled ??= compile();
  const profile = await newProfile();
  await cp(await compiled, profile, { recursive: true });
  return launch(profile, preferences);
}

/** Closes the browser and removes its profile. */
export async function stopFirefox(browser) {
  await browser.close();
  await remove(profiles.get(browser));
}

/** @type {Promise<string> | undefined} */
let compiled;
const profiles = new Map();

/** Makes the folder with the compiled scripts, unless another test has. */
async function compile() {
  const folder = join(TARGET, `firefox-${statSync(FIREFOX).mtimeMs}`);
  if (existsSync(folder)) return folder;
  const profile = await newProfile();
  await (await launch(profile, {})).close();
  const made = `${folder}.${process.pid}`;
  await mkdir(made, { recursive: true });
  for (const name of COMPILED) await cp(join(profile, name), join(made, name), { recursive: true });
  await remove(profile);
  // Another process may have been quicker.
  await rename(made, folder).catch(() => remove(made));
  return folder;
}

async function launch(profile, extraPrefsFirefox) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    userDataDir: profile,
    extraPrefsFirefox,
  });
  profiles.set(browser, profile);
  return browser;
}

const newProfile = () => mkdtemp(join(tmpdir(), "kyclink-firefox-"));
const remove = (folder) => rm(folder, { recursive: true, force: true });
