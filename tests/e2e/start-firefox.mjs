/**
 * Starts Firefox. Its first start with an empty profile compiles its own scripts, which takes as long as the rest of a
 * start, so one such start is made for all, and every profile begins with a copy of these scripts and nothing else.
 */

import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const TARGET = fileURLToPath(new URL("../../target", import.meta.url));
/** The compiled scripts, and the version that they are of. */
const COMPILED = ["startupCache", "compatibility.ini"];

/** @param {object} preferences */
export async function startFirefox(preferences) {
  compiled ??= compile();
  const profile = newProfile();
  await cp(await compiled, profile, { recursive: true });
  return launch(profile, preferences);
}

/** @type {Promise<string> | undefined} */
let compiled;

/** Makes the folder with the compiled scripts, unless another test has. */
async function compile() {
  const folder = join(TARGET, `firefox-${statSync(FIREFOX).mtimeMs}`);
  if (existsSync(folder)) return folder;
  const profile = newProfile();
  await (await launch(profile, {})).close();
  const made = `${folder}.${process.pid}`;
  await mkdir(made, { recursive: true });
  for (const name of COMPILED) await cp(join(profile, name), join(made, name), { recursive: true });
  try {
    await rename(made, folder);
  } catch (error) {
    // Another process was quicker; anything else is an error.
    if (!existsSync(folder)) throw error;
    await rm(made, { recursive: true });
  }
  return folder;
}

const launch = (userDataDir, extraPrefsFirefox) =>
  puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    userDataDir,
    extraPrefsFirefox,
    // For scripts of the tests that run where Firefox's own do
    args: ["-remote-allow-system-access"],
  });

/** An empty profile, which lasts as long as this process. */
function newProfile() {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-firefox-"));
  profiles.push(folder);
  return folder;
}

const profiles = [];
process.on("exit", () => {
  for (const folder of profiles) rmSync(folder, { recursive: true, force: true });
});
