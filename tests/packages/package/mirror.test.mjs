/** Where the tests of the package are: a folder for each entry point, and in it a file for each topic. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TESTS = `${ROOT}tests/packages/`;

/** Folders that belong to no entry point: the package as a whole, its documents, and what runs or helps the tests. */
const OTHERS = ["cli", "docs", "helpers", "implementation", "mutants", "package", "runtimes"];

/** What tests a file of `pkg-template/lib` that has no test of its name. */
const TESTED_BY = {
  "api.js": "kyclink/facade",
  "bytes.js": "kyclink/transport-body",
  "connect.js": "kyclink/config",
  "edge/api.js": "edge/handler",
  "edge/ciphers.js": "edge/vault",
  "edge/countries.js": "edge/effects",
  "edge/deadline.js": "edge/limits",
  "edge/env.js": "edge/settings",
  "edge/messages.js": "edge/advice",
  "edge/report.js": "edge/reports",
  "edge/shown-request.js": "edge/trust",
  "fill.js": "messages/messages",
  "record/found.js": "edge/effects",
  "wasm/host.js": "kyclink/transport",
  "issue.js": "kyclink/error-messages",
  "wasm/json.js": "kyclink/vectors",
  "options/known-options.js": "kyclink/unknown-option",
  "link.js": "kyclink/facade",
  "onboard.js": "kyclink/faults",
  "form/phone-input.js": "kyclink/phone-spellings",
  "record/record-tools.js": "kyclink/record",
  "request.js": "kyclink/call-options",
  "wasm/wasm.js": "kyclink/trap",
};

const folders = readdirSync(TESTS);

test("every folder is that of an entry point, and every entry point has one", () => {
  const { exports } = JSON.parse(readFileSync(`${ROOT}pkg-template/package.json`, "utf8"));
  const entry = (path) => (path === "." ? "kyclink" : path.split("/")[1]);
  const entries = Object.keys(exports).filter((path) => !/\.(json|wasm)$/.test(path));
  assert.deepEqual(new Set(folders), new Set([...entries.map(entry), ...OTHERS]));
  for (const folder of folders.filter((name) => !["helpers", "implementation", "mutants"].includes(name)))
    assert.ok(
      readdirSync(TESTS + folder).some((name) => name.endsWith(".test.mjs")),
      `there is no test in ${folder}`,
    );
});

test("every script of lib has a test of its name, or is listed here", () => {
  const named = new Set(folders.flatMap((folder) => readdirSync(TESTS + folder)));
  const scripts = readdirSync(`${ROOT}pkg-template/lib`, { recursive: true }).filter((name) =>
    /(?<!tables|writers|example|link-reader)\.js$/.test(name),
  );
  assert.ok(scripts.length > 40);
  const lost = scripts.filter((name) => !named.has(name.split("/").at(-1).replace(".js", ".test.mjs")));
  assert.deepEqual(
    lost.filter((name) => !(name in TESTED_BY)),
    [],
  );
  for (const [script, name] of Object.entries(TESTED_BY)) {
    assert.ok(scripts.includes(script), `${script} does not exist any more`);
    assert.ok(existsSync(`${TESTS}${name}.test.mjs`), `${name} tests ${script}, and is not there`);
  }
});

test("the tests of Stryker's configuration exist", () => {
  const { tap } = JSON.parse(readFileSync(`${TESTS}mutants/stryker.config.json`, "utf8"));
  assert.deepEqual(
    tap.testFiles.filter((path) => !existsSync(ROOT + path)),
    [],
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
