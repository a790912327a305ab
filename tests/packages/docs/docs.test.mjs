/**
 * Every program in docs/ runs unchanged with the installed package and prints what its comments say. Those of
 * quickstarts.md run in their frameworks: runtimes/quickstarts.test.mjs.
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

const ROOT = new URL("../../../", import.meta.url);
const pages = readdirSync(new URL("docs", ROOT)).filter((name) => name.endsWith(".md") && name !== "quickstarts.md");
const { folder } = copy();
// What the programs use beside the package.
for (const name of ["@hono", "@hookform", "@opentelemetry", "@tanstack", "ajv", "hono", "react", "react-hook-form"]) {
  symlinkSync(fileURLToPath(new URL(`node_modules/${name}`, ROOT)), join(folder, "node_modules", name));
}

for (const page of pages) {
  for (const { name, code, prints } of programs(`docs/${page}`)) {
    test(`${page}: ${name}`, async () => {
      const path = join(folder, name);
      writeFileSync(path, code);
      const { stdout } = await promisify(execFile)(process.execPath, [path]);
      assert.equal(stdout, prints);
      assert.notEqual(prints, "");
    });
  }
}

test("there are programs", () => assert.ok(pages.flatMap((page) => programs(`docs/${page}`)).length > 8));
