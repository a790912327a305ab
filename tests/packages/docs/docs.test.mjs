/**
 * Every program in docs/ runs unchanged with the installed package and prints what its comments say. What prints nothing
 * is a file of an application: those of getting-started.md are run by getting-started.test.mjs, five-minutes.test.mjs,
 * own-page.test.mjs and runtimes/quickstarts.test.mjs, those of own-provider.md by own-provider.test.mjs, the others in
 * their runtimes (runtimes/files.test.mjs).
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { programs } from "../helpers/docs/markdown.mjs";
import { copy } from "../helpers/install/index.mjs";

/** What runtimes/files.test.mjs, runtimes/calling.test.mjs, e2e/readme.test.mjs and support.test.mjs run, and what the other programs of running.md import. */
const FILES = [
  "../README.md: onboarding.mjs",
  "../README.md: worker.js",
  "edge.md: worker.mjs",
  "running.md: outcome-mail.mjs",
  "running.md: trial.mjs",
  "webhooks.md: hono-webhook.mjs",
  "webhooks.md: webhook-server.mjs",
  "webhooks.md: webhook-worker.mjs",
];

const ROOT = new URL("../../../", import.meta.url);
const pages = ["../README.md", ...readdirSync(new URL("docs", ROOT)).filter((name) => name.endsWith(".md"))];
const { folder } = copy();
// What the programs use beside the package.
for (const name of ["@hono", "@hookform", "@opentelemetry", "hono", "react", "react-hook-form"]) {
  symlinkSync(fileURLToPath(new URL(`node_modules/${name}`, ROOT)), join(folder, "node_modules", name));
}

const files = pages
  .filter((page) => !["getting-started.md", "own-provider.md"].includes(page))
  .flatMap((page) => programs(`docs/${page}`).flatMap(({ name, prints }) => (prints === "" ? [`${page}: ${name}`] : [])));

writeFileSync(join(folder, "trial.mjs"), programs("docs/running.md").find(({ name }) => name === "trial.mjs").code);

test("every file of an application is run in its runtime", () => assert.deepEqual(files.sort(), FILES));

for (const page of pages) {
  for (const { name, code, prints } of programs(`docs/${page}`).filter(({ prints }) => prints !== "")) {
    test(`${page}: ${name}`, async () => {
      const path = join(folder, name);
      writeFileSync(path, code);
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [path]);
      assert.equal(stdout, prints);
      assert.doesNotMatch(stderr, /invalid_config|advice|warning/i);
    });
  }
}

test("there are programs", () => assert.ok(pages.flatMap((page) => programs(`docs/${page}`)).length > 8));
