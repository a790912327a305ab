/**
 * `node xtask/scripts/assemble.mjs <folder>`: puts the package together in `<folder>`, from `pkg-template` and from what
 * `cargo xtask build` has made of the crate, `target/parts`. The same files give the same bytes.
 *
 * `cargo xtask pack` adds the documentation and makes the tarball. Tests import what this script makes, so that they see
 * a change of `pkg-template` without any other command.
 */

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { writeDeclarations } from "./declarations.mjs";
import { erase } from "./erase.mjs";
import { buildPage } from "./page.mjs";
import { SCHEMA_FILES, schemasModule } from "./schemas.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TEMPLATE = join(ROOT, "pkg-template");
const PARTS = join(ROOT, "target/parts");
const SCRIPTS = join(ROOT, "xtask/scripts");

/** The folders of `pkg-template` that are copied to `dist`. Everything else in it is copied to the root of the package. */
const SOURCES = ["module", "service", "kit", "types"];
/** What the wrapper of `kyclink/form` begins with: it has these files of `module` and all that they import. */
const FORM_API = "form.js";
const FORM_FILES = [FORM_API, "wasm/init.js", "wasm/text.js"];
/**
 * Folders whose scripts have neither comments nor white space in the package. Those of the form are copies of what is
 * readable in `module`, and the rest is not imported by name. The names in the code stay, for the stack traces.
 */
const COMPACT = ["form", ...["server", "texts", "views"].map((name) => `service/page/${name}`)];
/** Generated tables, which nobody reads in the package either. */
const TABLES = /\/module\/(?:tables|names\/(?:[a-z]{2}|spellings))\.js$/;
const LEGAL = ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE"];

/** Returns a digest of everything that the package is made of. */
export function digest() {
  if (!existsSync(PARTS)) throw new Error("target/parts is missing: run `cargo xtask build`.");
  const hash = createHash("sha256");
  const names = ["assemble.mjs", "declarations.json", "declarations.mjs", "erase.mjs", "page.mjs"];
  const own = [...names.map((name) => join(SCRIPTS, name)), ...below(join(SCRIPTS, "declarations"))];
  for (const path of [...below(TEMPLATE), ...below(PARTS), ...SCHEMA_FILES, ...own]) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}

/**
 * Puts the package together.
 *
 * @param {string} folder is made new
 */
export async function assemble(folder) {
  rmSync(folder, { recursive: true, force: true });
  const dist = join(folder, "dist");
  copySources(folder, dist);
  write(join(dist, "kit/testing/schemas.js"), schemasModule());
  for (const name of LEGAL) cpSync(join(ROOT, name), join(folder, name));
  const parts = join(PARTS, "dist");
  for (const path of below(parts)) copy(path, join(dist, path.slice(parts.length + 1)));
  await bundleLibraries(dist);
  copyForm(dist);
  const compact = [...COMPACT.flatMap((folder) => below(join(dist, folder))), ...below(dist).filter((path) => TABLES.test(path))];
  for (const path of compact) if (path.endsWith(".js")) await rewrite(path, { minifyWhitespace: true });
  await buildPage(dist);
  writeDeclarations(folder);
}

function copySources(folder, dist) {
  const page = join(TEMPLATE, "service/page") + sep;
  for (const path of below(TEMPLATE)) {
    if (path.startsWith(page) && !path.endsWith(".ts")) continue; // page.mjs puts the styles into strings
    const name = path.slice(TEMPLATE.length + 1);
    copy(path, join(SOURCES.includes(name.split(sep)[0]) ? dist : folder, name));
  }
  const manifest = join(folder, "package.json");
  const [, version] = /^version = "(.+)"$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"));
  const parts = readFileSync(manifest, "utf8").split('"version": "0.0.0"');
  if (parts.length !== 2) throw new Error('pkg-template/package.json must contain `"version": "0.0.0"` once: Cargo.toml has the version.');
  writeFileSync(manifest, parts.join(`"version": "${version}"`));
}

/** Copies a file, of which the package has the script if it is a TypeScript source. It has other declarations. */
function copy(path, target) {
  if (path.endsWith(".d.ts")) return;
  if (!path.endsWith(".ts")) return write(target, readFileSync(path));
  const script = erase(readFileSync(path, "utf8"), path);
  if (script !== undefined) write(target.replace(/\.ts$/, ".js"), script);
}

/** The form's folder has the structure of `module`, but only what its API imports: it cannot build requests. */
function copyForm(dist) {
  const [module, form] = [join(dist, "module"), join(dist, "form")];
  cpSync(join(module, "entry"), join(form, "entry"), { recursive: true });
  renameSync(join(form, "entry/inline-form.js"), join(form, "entry/inline.js"));
  rmSync(join(module, "entry/inline-form.js"));
  for (const name of imported(module, FORM_FILES)) {
    write(join(form, name === FORM_API ? "api.js" : name), readFileSync(join(module, name)));
  }
  cpSync(join(PARTS, "form"), form, { recursive: true });
}

/**
 * Bundles the two libraries of npm into their files, because the package depends on nothing: by paths that do not depend on
 * where a link to node_modules leads.
 */
async function bundleLibraries(dist) {
  const paths = { absWorkingDir: TEMPLATE, outbase: ".", outdir: dist, preserveSymlinks: true };
  const options = { ...paths, bundle: true, minify: true, target: "es2022", charset: "utf8", logLevel: "warning" };
  const head = "// @ts-nocheck";
  await build({ ...options, entryPoints: ["service/page/server/code.ts"], banner: { js: head }, format: "esm" });
  // Its tables are made when it is first called: in Node, which has an inflate of its own, that is never.
  await build({
    ...options,
    entryPoints: ["module/wasm/fflate.ts"],
    banner: { js: `${head}\nlet made;export const inflateSync=(...given)=>(made??=(()=>{` },
    footer: { js: "return library.inflateSync})())(...given);" },
    format: "iife",
    globalName: "library",
  });
}

/** Writes a script anew, minified, below the lines that say of what it is made. */
async function rewrite(path, options) {
  const text = readFileSync(path, "utf8");
  const head = /^(?:\/\/ @.*\n)+/.exec(text)?.[0] ?? "";
  const { code } = await transform(text, { ...options, format: "esm", target: "es2022", charset: "utf8", legalComments: "none" });
  writeFileSync(path, head + code);
}

/** Returns these files of a folder and every file that they import, directly or not. */
function imported(folder, names) {
  const found = new Set(names);
  for (const name of found) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const [, path] of text.matchAll(/ from "(\.\.?\/[^"]+)";/g)) found.add(join(dirname(name), path));
  }
  return found;
}

function below(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const [, script, folder] = process.argv;
if (script && resolve(script) === fileURLToPath(import.meta.url)) await assemble(resolve(folder));
