/**
 * A stranger's first minutes, timed: a clone, the demo, a form sent and approved in Chromium, the tests. It needs what
 * README.md names, and takes nothing along from this folder but the commits.
 *
 *     cargo xtask with chromium-headless -- node xtask/scripts/stranger.mjs
 */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kyclink-stranger-"));
const start = Date.now();

async function timed(what, act) {
  const before = Date.now();
  const result = await act();
  const seconds = (ms) => (ms / 1000).toFixed(0).padStart(5);
  console.log(`${seconds(Date.now() - before)} s  ${what} (after ${seconds(Date.now() - start).trim()} s)`);
  return result;
}

/** Starts a command of the README in the clone. */
function run(...words) {
  const child = spawn("cargo", ["xtask", ...words], { cwd: folder, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.setEncoding("utf8");
  return child;
}

/** Sends a person's data, and decides as the person's provider would. */
async function onboard(origin) {
  const inClone = (name) => import(pathToFileURL(join(folder, "tests/e2e", `${name}.mjs`)));
  const { launchChromium } = await inClone("browsers");
  const { ADDRESSES, PERSON } = await inClone("people");
  const { decide, fill, fillAddress, openForm, submit } = await inClone("person");
  const browser = await launchChromium();
  const page = await browser.newPage();
  await openForm(page, `${origin}/kyc`);
  await fill(page, PERSON);
  await fillAddress(page, "US", ADDRESSES.US);
  await submit(page);
  await decide(page, "Approve", origin);
  await page.locator("[data-status=approved]").waitFor();
  await browser.close();
}

let demo;
try {
  await timed("git clone", () => execFileSync("git", ["clone", "--quiet", ROOT, folder]));
  demo = run("demo", "--port", "0");
  const origin = await timed("cargo xtask demo, until the page can be opened", async () => {
    let printed = "";
    for await (const text of demo.stdout.iterator({ destroyOnReturn: false })) {
      printed += text;
      const url = /Open {2}(\S+)/.exec(printed)?.[1];
      if (url) return new URL(url).origin;
    }
    throw new Error(`the demo has ended:\n${printed}`);
  });
  demo.stdout.resume();
  await timed("a form sent in Chromium, and the person approved", () => onboard(origin));
  process.kill(-demo.pid, "SIGINT");
  demo = undefined;
  const tests = run("test");
  tests.stdout.resume();
  await timed("cargo xtask test", async () => {
    const [code] = await once(tests, "exit");
    if (code !== 0) throw new Error(`the tests failed with ${code}`);
  });
} finally {
  if (demo) process.kill(-demo.pid, "SIGINT");
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
