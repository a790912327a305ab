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

/** Comments, and imports of types. */
const ERASED = /\/\*.*?\*\/|\b(?:import|export) type\b[^;]*;|\b(?:typeof )?import\("[^"]*"\)(?:\.[A-Z])/gs;

/**
 * The imports of every script of a folder by its path, both as paths below `root`. Other packages' are left out, and so are
 * types, which most files may know.
 */
const importsOf = (folder, extension, root, { types = false } = {}) =>
  readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(extension) && !path.endsWith(".d.ts") && !path.includes("node_modules"))
    .flatMap((path) => {
      const file = join(folder, path);
      const text = readFileSync(file, "utf8").replace(types ? /$^/ : ERASED, "");
      const targets = [...text.matchAll(/\b(?:from |import |import\()"(\.[^"]+)"/g)];
      return targets.map(([, target]) => [relative(root, file), relative(root, join(dirname(file), target))]);
    });

/** The rows of the table with this head. */
const tableAfter = (head) =>
  DESIGN.split(`${head}\n`)[1]
    .trimEnd()
    .split("\n\n")[0]
    .replace(/^\|[-|:]+\n/, "");
const inPackage = allowedBy(tableAfter("| room | may import | contains |"));
/** By folder, those in it, from the lowest. */
const orders = allowedBy(tableAfter("| in | folders, from the lowest |"));
const foldersIn = (path) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const imports = importsOf(TEMPLATE, ".ts", TEMPLATE);
const room = (path) => path.split("/")[0];
const isForbidden = ([path, target]) =>
  inPackage.has(room(target)) && room(path) !== room(target) && !names(inPackage.get(room(path))).includes(room(target));

test("the table has every room", () => {
  assert.deepEqual([...inPackage.keys()].sort(), foldersIn(TEMPLATE).sort());
  assert.ok(imports.length > 900, `${imports.length} imports`);
});

test("each room imports from those that it may", () => {
  assert.deepEqual(imports.filter(isForbidden), []);
});

test("the module names no type of the service or of the kit", () => {
  const named = importsOf(join(TEMPLATE, "module"), ".ts", TEMPLATE, { types: true });
  assert.ok(named.length > imports.filter(([path]) => room(path) === "module").length + 50, `${named.length} imports`);
  assert.deepEqual(named.filter(([, target]) => room(target) !== "types").filter(isForbidden), []);
});

for (const [parent, listed] of orders) {
  test(`each folder of ${parent} imports from lower ones, also through the files beside them`, () => {
    const order = names(listed);
    assert.deepEqual([...order].sort(), foldersIn(join(TEMPLATE, parent)).sort());
    const isInside = (path) => path.startsWith(`${parent}/`);
    const place = (path) => order.indexOf(path.slice(parent.length + 1).split("/")[0]);
    /** What a file imports of the folders, itself or by the files beside them: with the last of these files. */
    const reached = (path, by = undefined, seen = new Set()) =>
      imports
        .filter(([from, target]) => from === path && isInside(target) && !seen.has(target))
        .flatMap(([, target]) => (place(target) < 0 ? reached(target, target, seen.add(target)) : [[target, by]]));
    const files = [...new Set(imports.map(([path]) => path))].filter((path) => isInside(path) && place(path) >= 0);
    const found = files.flatMap((path) => reached(path).map(([target, by]) => [path, target, by]));
    assert.ok(found.length > 20, `${found.length} imports`);
    const isWrong = ([path, target, by]) => place(target) > place(path) || (by !== undefined && place(target) === place(path));
    assert.deepEqual(found.filter(isWrong), []);
  });
}

/** What the subpath of the page leads to in each runtime. */
const ENTRIES = /^service\/page\/(?:edge-light|inline|workerd)\.ts$/;

test("no other file of the page imports what runs on servers or in browsers only", () => {
  const side = (path) => /^service\/page\/(server|browser)\//.exec(path)?.[1] ?? (ENTRIES.test(path) ? "server" : undefined);
  const onOneSide = imports.filter(([path, target]) => path.startsWith("service/page/") && side(target));
  assert.ok(onOneSide.length > 20, `${onOneSide.length} imports`);
  assert.deepEqual(
    onOneSide.filter(([path, target]) => side(path) !== side(target)),
    [],
  );
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
