/**
 * The package as a user has it: the tarball of `cargo xtask pack`, installed by npm into an empty project. Every other
 * test of this folder takes the package from here, because what breaks in packages breaks in what was packed.
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The packed tarball. */
export const tarball = find();

/** A project that has installed the tarball and nothing else. */
export const project = install();

/** A file of the installed package. */
export const file = (...path) => join(project, "node_modules/kyclink", ...path);

/** `kyclink.wasm`, as shipped. */
export const wasm = () => readFileSync(createRequire(join(project, "index.js")).resolve("kyclink/kyclink.wasm"));

/** `import` of the main entry. */
export const esm = () => import(pathToFileURL(join(project, "esm.mjs")));

/** `require` of the main entry. */
export const cjs = () => createRequire(join(project, "index.js"))("kyclink");

/** Another copy of the package, which shares no module with this program's other copies. */
export function copy() {
  const folder = scratch();
  cpSync(project, folder, { recursive: true });
  const load = (name) => import(pathToFileURL(join(folder, name)));
  return { folder, main: () => load("esm.mjs"), slim: () => load("slim.mjs") };
}

/** A folder that lasts as long as this process. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function find() {
  const folder = join(ROOT, "target/npm");
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".tgz")) : [];
  if (found.length !== 1) throw new Error("There must be one tarball in target/npm: run `cargo xtask pack`.");
  return join(folder, found[0]);
}

function install() {
  const digest = createHash("sha256").update(readFileSync(tarball)).update(readFileSync(fileURLToPath(import.meta.url)));
  const folder = join(ROOT, "target/consumers", digest.digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  writeFileSync(join(made, "package.json"), JSON.stringify({ private: true }));
  const flags = ["--offline", "--no-audit", "--no-fund", "--loglevel=error", "--cache", join(made, ".npm")];
  execFileSync("npm", ["install", ...flags, tarball], { cwd: made, stdio: ["ignore", "ignore", "inherit"] });
  rmSync(join(made, ".npm"), { recursive: true });
  // Modules inside the project, so that `kyclink` is resolved as it is for a user.
  writeFileSync(join(made, "esm.mjs"), 'export * from "kyclink";\n');
  writeFileSync(join(made, "slim.mjs"), 'export * from "kyclink/slim";\n');
  try {
    renameSync(made, folder);
  } catch (error) {
    // Another process was quicker; anything else is an error.
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true });
  }
  return folder;
}
