/** Each folder of `pkg-template` and of `tests`, and each of their rooms, imports only what the tables in DESIGN.md say. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TEMPLATE = join(ROOT, "pkg-template");
const DESIGN = readFileSync(join(ROOT, "DESIGN.md"), "utf8");
const names = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

/** What each folder may import, beside itself: the second cell of its row in a table, by the folder. */
function allowedBy(table) {
  const rows = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(rows.flatMap(([, folders, targets]) => names(folders).map((folder) => [folder, targets])));
}

/** The imports of every script of a folder by its path, both as paths below `root`. Other packages' are left out. */
const importsOf = (folder, extension, root) =>
  readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(extension) && !path.includes("node_modules"))
    .flatMap((path) => {
      const file = join(folder, path);
      // Comments import types, which any file may know.
      const text = readFileSync(file, "utf8").replace(/\/\*.*?\*\//gs, "");
      const targets = [...text.matchAll(/^(?:import|export)\b[^;]*? from "(\.[^"]+)";$|\bimport\("(\.[^"]+)"\)/gm)];
      return targets.map(([, one, other]) => [relative(root, file), relative(root, join(dirname(file), one ?? other))]);
    });

/** The rows of the table with this head. */
const tableAfter = (head) =>
  DESIGN.split(`${head}\n`)[1]
    .trimEnd()
    .split("\n\n")[0]
    .replace(/^\|[-|:]+\n/, "");
const table = tableAfter("| folder | may import | runs in | contains |");
const inPackage = allowedBy(table);
/** The rooms of `lib`, from the lowest. */
const rooms = names(/from the lowest: (.+)/.exec(table)[1]);

const imports = importsOf(TEMPLATE, ".js", TEMPLATE);

test("the table has every folder", () => {
  const folders = readdirSync(TEMPLATE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...inPackage.keys()].sort(), folders.map(({ name }) => name).sort());
  assert.ok(imports.length > 400, `${imports.length} imports`);
});

test("each folder imports from those that it may", () => {
  const isWrong = ([path, target]) => {
    const [from, to] = [path, target].map((one) => one.split("/")[0]);
    return from !== to && inPackage.has(to) && inPackage.get(from) !== "all" && !names(inPackage.get(from)).includes(to);
  };
  assert.deepEqual(imports.filter(isWrong), []);
});

test("each room of lib imports from lower ones", () => {
  const folders = readdirSync(join(TEMPLATE, "lib"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...rooms].sort(), folders.map(({ name }) => name).sort());
  const place = (path) => rooms.indexOf(/^lib\/(\w+)\//.exec(path)?.[1]);
  assert.deepEqual(
    imports.filter(([path, target]) => place(path) >= 0 && place(target) > place(path)),
    [],
  );
});

test("no other file of the page imports what runs on servers or in browsers only", () => {
  const room = (path) => /^page\/(server|browser)\//.exec(path)?.[1];
  const isWrong = ([path, target]) => path.startsWith("page/") && room(target) && room(path) !== room(target);
  assert.deepEqual(imports.filter(isWrong), []);
});

test("each folder of the tests imports what it may, and no file imports a test", () => {
  const allowed = allowedBy(tableAfter("| folder of `tests` | may import | contains |"));
  const folder = (path) => /^(?:tests\/)?(packages\/[^/]+|[^/]+)/.exec(path)[1];
  const row = (name) => allowed.get(name) ?? allowed.get(name.replace(/\/.+/, "/*"));
  const all = importsOf(join(ROOT, "tests"), ".mjs", ROOT);
  assert.ok(all.length > 500, `${all.length} imports`);
  const isWrong = ([path, target]) => {
    // A test also writes programs, whose imports are of other folders.
    if (!existsSync(join(ROOT, target))) return false;
    const [from, to] = [path, target].map(folder);
    return target.endsWith(".test.mjs") || (from !== to && !names(row(from)).includes(to));
  };
  assert.deepEqual(all.filter(isWrong), []);
  const described = [...allowed.keys(), "forms"].map((name) => name.split("/")[0]);
  const folders = readdirSync(join(ROOT, "tests"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...new Set(described)].sort(), folders.map(({ name }) => name).sort());
});
