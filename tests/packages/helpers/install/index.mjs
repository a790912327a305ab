/**
 * The package as a user has it, installed into an empty project. All tests of this folder use this copy.
 *
 * It is put together from `pkg-template` and the wasm modules of the last `cargo xtask build`, so that a test sees a
 * change of JavaScript at once. With `KYCLINK_PACKED=1` it is the tarball of `cargo xtask pack`, installed by npm: mistakes
 * of packaging only show there.
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { assemble, digest } from "../../../../xtask/scripts/assemble.mjs";

export { erase } from "../../../../xtask/scripts/erase.mjs";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

const { exports } = JSON.parse(readFileSync(join(ROOT, "pkg-template/package.json"), "utf8"));

/** The languages of `kyclink/messages/<locale>` and `kyclink/names/<locale>`. */
export const [MESSAGES, NAMES] = ["messages", "names"].map(localesOf);

/** A project that has installed the package and nothing else. */
export const project = await install();

/** A file of the installed package. */
export const file = (...path) => join(project, "node_modules/kyclink", ...path);

/** `require` as a file of the project has it. */
export const require = createRequire(join(project, "index.js"));

/** `kyclink.wasm`, as shipped, `kyclink/edge`'s, and `kyclink/form`'s. */
export const wasm = () => readFileSync(require.resolve("kyclink/kyclink.wasm"));
export const edgeWasm = () => readFileSync(require.resolve("kyclink/kyclink-edge.wasm"));
export const formWasm = () => readFileSync(require.resolve("kyclink/kyclink-form.wasm"));

/** `import` of the main entry. */
export const esm = () => load("esm.mjs");

/** `import` of a subpath, such as `form` or `names/en`. */
export const subpath = (name) => load(`${name.replaceAll("/", "-")}.mjs`);

/** `import` of a file of the package, such as `module/url.ts`, that no program imports. */
export const internal = (path) => import(pathToFileURL(file("dist", path)));

const load = (name, folder = project) => import(pathToFileURL(join(folder, name)));

/** Another copy of the package, which shares no module with this program's other copies. */
export function copy() {
  const folder = scratch();
  cpSync(project, folder, { recursive: true });
  return {
    folder,
    main: () => load("esm.mjs", folder),
    slim: () => load("slim.mjs", folder),
    formSlim: () => load("form-slim.mjs", folder),
  };
}

/** The languages of the entry points in this folder. */
function localesOf(folder) {
  return Object.keys(exports).flatMap((name) => name.match(`^\\./${folder}/(\\w+)$`)?.[1] ?? []);
}

/** A folder that lasts as long as this process. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-"));
  if (folders.push(folder) === 1) process.on("exit", removeFolders);
  return folder;
}

const folders = [];

function removeFolders() {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Returns the path of the packed tarball. */
export function tarball() {
  const folder = join(ROOT, "target/npm");
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".tgz")) : [];
  if (found.length !== 1) throw new Error("There must be one tarball in target/npm: run `cargo xtask pack`.");
  return join(folder, found[0]);
}

async function install() {
  const isPacked = process.env.KYCLINK_PACKED === "1";
  const hash = createHash("sha256").update(isPacked ? readFileSync(tarball()) : digest());
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  const folder = join(ROOT, "target/consumers", hash.digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  writeFileSync(join(made, "package.json"), JSON.stringify({ private: true }));
  await (isPacked ? installTarball(made) : installAssembled(made));
  // Modules inside the project, so that `kyclink` is resolved as it is for a user.
  writeFileSync(join(made, "esm.mjs"), 'export * from "kyclink";\n');
  for (const path of Object.keys(exports)) {
    const [specifier, name] = [`kyclink${path.slice(1)}`, path.slice(2).replaceAll("/", "-")];
    const hasDefault = /^\.\/(messages|names)\//.test(path) ? `export { default } from "${specifier}";\n` : "";
    if (name && !/\.(json|wasm)$/.test(path)) writeFileSync(join(made, `${name}.mjs`), `export * from "${specifier}";\n${hasDefault}`);
  }
  try {
    renameSync(made, folder);
  } catch (error) {
    // Another process was quicker; anything else is an error.
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true });
  }
  return folder;
}

function installTarball(folder) {
  const flags = ["--offline", "--no-audit", "--no-fund", "--loglevel=error", "--cache", join(folder, ".npm")];
  execFileSync("npm", ["install", ...flags, tarball()], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  rmSync(join(folder, ".npm"), { recursive: true });
}

/** Puts the package where npm would install it, with its command. */
async function installAssembled(folder) {
  const place = join(folder, "node_modules/kyclink");
  await assemble(place);
  const { bin } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  mkdirSync(join(folder, "node_modules/.bin"));
  for (const [name, path] of Object.entries(bin)) {
    chmodSync(join(place, path), 0o755);
    symlinkSync(join("../kyclink", path), join(folder, "node_modules/.bin", name));
  }
}
