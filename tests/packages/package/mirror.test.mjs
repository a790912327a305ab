/** Where the tests of the package are: a folder for each entry point, and in it a file for each topic. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TESTS = `${ROOT}tests/packages/`;

/** Folders that belong to no entry point: the package as a whole, its documents, and what runs, helps and limits the tests. */
const OTHERS = ["cli", "docs", "helpers", "implementation", "package", "repository", "runtimes"];

const folders = readdirSync(TESTS);

test("every folder is that of an entry point, and every entry point has one", () => {
  const { exports } = JSON.parse(readFileSync(`${ROOT}pkg-template/package.json`, "utf8"));
  const entry = (path) => (path === "." ? "kyclink" : path.split("/")[1]);
  const entries = Object.keys(exports).filter((path) => !/\.(json|wasm)$/.test(path));
  assert.deepEqual(new Set(folders), new Set([...entries.map(entry), ...OTHERS]));
  for (const folder of folders.filter((name) => !["helpers", "implementation"].includes(name)))
    assert.ok(
      readdirSync(TESTS + folder).some((name) => name.endsWith(".test.mjs")),
      `there is no test in ${folder}`,
    );
});

test("the lists of CONTRIBUTING.md name tests and files that exist", () => {
  const read = (folder, ending) => readdirSync(`${ROOT}${folder}`, { recursive: true }).filter((name) => name.endsWith(ending));
  const code = ["src", "tests/it", "xtask/src"]
    .flatMap((folder) => read(folder, ".rs").map((name) => readFileSync(`${ROOT}${folder}/${name}`, "utf8")))
    .join("");
  const lists = readFileSync(`${ROOT}CONTRIBUTING.md`, "utf8");
  const names = [...lists.matchAll(/`([a-z]+(?:_[a-z]+){2,}|[\w./-]+\/[\w.-]+\.\w+|[\w-]+\.test\.mjs)`/g)].map(([, name]) => name);
  assert.ok(names.length > 50);
  const isThere = (name) =>
    name.includes(".") ? existsSync(ROOT + name) || existsSync(TESTS + name) : new RegExp(`\\b${name}\\b`).test(code);
  assert.deepEqual(
    names.filter((name) => !isThere(name)),
    [],
  );
});
