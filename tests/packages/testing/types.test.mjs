/** The sandbox's declarations compile in a strict project on each platform, and the implementation conforms to them. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { copy } from "../helpers/install/index.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TSC = join(ROOT, "node_modules/.bin/tsc");
const STRICT = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"];

const complaints = (cwd, args) =>
  promisify(execFile)(TSC, [...STRICT, ...args], { cwd }).then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );

const { folder } = copy();
cpSync(join(ROOT, "tests/packages/helpers/sandbox/use.ts"), join(folder, "use.ts"));
for (const name of ["@types", "@cloudflare", "undici-types"])
  symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));

for (const [platform, globals] of Object.entries({
  "a page": ["--lib", "es2022,dom,dom.iterable", "--types", ""],
  Node: ["--lib", "es2022", "--types", "node"],
  Workers: ["--lib", "es2022", "--types", "@cloudflare/workers-types"],
})) {
  test(`a project for ${platform}`, async () => assert.equal(await complaints(folder, [...globals, "use.ts"]), ""));
}

test("the implementation, with no globals but those of a page", async () => {
  const globals = ["--allowJs", "--checkJs", "--lib", "es2023,dom,dom.iterable", "--types", ""];
  assert.equal(await complaints(ROOT, [...globals, "target/package/dist/testing/index.js"]), "");
});
