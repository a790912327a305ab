/** Each folder of `pkg-template` imports only from those that the table in DESIGN.md names. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TEMPLATE = join(ROOT, "pkg-template");
const names = (cell) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);

const [, table] = readFileSync(join(ROOT, "DESIGN.md"), "utf8").split("| folder | may import | runs in | contains |\n|---|---|---|---|\n");
const rows = table
  .split("\n\n")[0]
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()));
/** What each folder may import, beside itself. */
const allowed = new Map(rows.flatMap(([, folders, targets]) => names(folders).map((folder) => [folder, targets])));
/** The rooms of `lib`, from the lowest. */
const rooms = names(/from the lowest: (.+)/.exec(table)[1]);

/** The imports of every script by its path, as paths below `pkg-template`. Another package's are left out. */
const imports = readdirSync(TEMPLATE, { recursive: true })
  .filter((path) => path.endsWith(".js"))
  .flatMap((path) => {
    // Comments import types, which any file may know.
    const text = readFileSync(join(TEMPLATE, path), "utf8").replace(/\/\*.*?\*\//gs, "");
    const targets = [...text.matchAll(/^(?:import|export)\b[^;]*? from "(\.[^"]+)";$|\bimport\("(\.[^"]+)"\)/gm)];
    return targets.map(([, one, other]) => [path, relative(TEMPLATE, join(TEMPLATE, dirname(path), one ?? other))]);
  });

test("the table has every folder", () => {
  const folders = readdirSync(TEMPLATE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...allowed.keys()].sort(), folders.map(({ name }) => name).sort());
  assert.ok(imports.length > 400, `${imports.length} imports`);
});

test("each folder imports from those that it may", () => {
  const isWrong = ([path, target]) => {
    const [from, to] = [path, target].map((one) => one.split("/")[0]);
    return from !== to && allowed.has(to) && allowed.get(from) !== "all" && !names(allowed.get(from)).includes(to);
  };
  assert.deepEqual(imports.filter(isWrong), []);
});

test("each room of lib imports from lower ones", () => {
  const place = (path) => rooms.indexOf(/^lib\/(\w+)\//.exec(path)?.[1]);
  assert.deepEqual(
    imports.filter(([path, target]) => place(path) >= 0 && place(target) > place(path)),
    [],
  );
});
