/** Where the tests of the package are: in each room a folder for each entry point, and in it a file for each topic. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TESTS = `${ROOT}tests/packages/`;

/** Folders that belong to no room: the package as a whole, its documents, and what runs, helps and limits the tests. */
const OTHERS = ["docs", "helpers", "implementation", "package", "repository", "runtimes"];
const ROOMS = ["module", "service", "kit"];

test("every folder of a room is that of an entry point of it or of the commands, and every entry point has one", () => {
  const { exports } = JSON.parse(readFileSync(`${ROOT}pkg-template/package.json`, "utf8"));
  const entry = (path) => (path === "." ? "kyclink" : path.split("/")[1]);
  const room = ({ default: target }) => /^\.\/dist\/(\w+)\//.exec(target.default ?? target)[1].replace("form", "module");
  const entries = Object.entries(exports).filter(([path]) => !/\.(json|wasm)$/.test(path));
  const expected = new Set([...entries.map(([path, target]) => `${room(target)}/${entry(path)}`), "kit/cli"]);
  const folders = ROOMS.flatMap((name) => readdirSync(TESTS + name).map((folder) => `${name}/${folder}`));
  assert.ok(folders.length > 10, `${folders.length} folders`);
  assert.deepEqual(new Set(folders), expected);
  assert.deepEqual(readdirSync(TESTS).sort(), [...ROOMS, ...OTHERS].sort());
  for (const folder of [...folders, ...OTHERS].filter((name) => !["helpers", "implementation"].includes(name)))
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
