/**
 * Writes the declarations of the package, one file for each entry point: the compiler writes those of every source, and
 * this script puts together what the exports of an entry point need. Nothing else is published.
 *
 * An export is declared in the file of the first entry point that has it, in the order of `package.json`. What no entry
 * point exports is not exported by its file either; if several files need it, it is in `shared.d.ts`.
 */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./declarations/bundle.mjs";
import { addForm } from "./declarations/form.mjs";
import { read } from "./declarations/read.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = ["pkg-template", "target/parts/dist"];

/**
 * Writes `dist/types` of a package.
 *
 * @param {string} folder of the package
 */
export function writeDeclarations(folder) {
  const work = mkdtempSync(join(tmpdir(), "kyclink-declarations-"));
  try {
    const modules = read(emit(work));
    addForm(modules);
    const types = join(work, "types");
    for (const [name, text] of bundle(modules, entryPoints(folder, modules))) {
      mkdirSync(dirname(join(types, name)), { recursive: true });
      writeFileSync(join(types, name), text);
    }
    // There, because it formats nothing below a folder named node_modules.
    runTool("biome", ["format", "--write", `--config-path=${ROOT}`, "--vcs-enabled=false", types]);
    rmSync(join(folder, "dist/types"), { recursive: true, force: true });
    cpSync(types, join(folder, "dist/types"), { recursive: true });
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Returns a folder with the declarations of each source, and those that are written by hand or by the generator. */
function emit(work) {
  const emitted = join(work, "emitted");
  runTool("tsc", ["--project", join(ROOT, "xtask/scripts/declarations.json"), "--outDir", emitted]);
  const tree = join(work, "tree");
  for (const source of SOURCES) {
    if (existsSync(join(emitted, source))) cpSync(join(emitted, source), tree, { recursive: true });
    for (const name of readdirSync(join(ROOT, source), { recursive: true }))
      if (name.endsWith(".d.ts")) cpSync(join(ROOT, source, name), join(tree, name));
  }
  writeFileSync(join(tree, "tsconfig.json"), '{ "compilerOptions": { "noResolve": true, "noLib": true, "types": [] } }');
  return tree;
}

function runTool(tool, args) {
  const { status, stdout, stderr } = spawnSync(join(ROOT, "node_modules/.bin", tool), args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${tool}: ${stdout}${stderr}`);
}

/**
 * Returns the files of declarations, by name, and the module that each is made of.
 *
 * @param {string} folder of the package
 * @param {Map<string, import("./declarations/read.mjs").Module>} modules
 */
function entryPoints(folder, modules) {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entries = new Map();
  for (const target of Object.values(exports)) {
    const { types, default: script } = target.default?.types ? target.default : target;
    if (types === undefined) continue;
    const [declared, made] = [types, script].map((path) => path.replace(/^\.\/dist\/|(?:\.d\.ts|\.js)$/g, ""));
    const name = types.replace("./dist/types/", "");
    if (!entries.has(name)) entries.set(name, modules.has(declared) ? declared : made);
  }
  return entries;
}
