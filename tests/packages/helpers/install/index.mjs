/**
 * The package as a user has it: the tarball of `cargo xtask pack`, installed by npm into an empty project. All tests of
 * this folder use this copy, because packaging mistakes only show in what was packed.
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** The languages of `kyclink/messages/<locale>` and `kyclink/names/<locale>`. */
export const [MESSAGES, NAMES] = ["messages", "names"].map(localesOf);

/** The stores over a client of the user's. */
export const STORES = ["stores/redis", "stores/postgres", "stores/deno-kv"];

/** The packed tarball. */
export const tarball = find();

/** A project that has installed the tarball and nothing else. */
export const project = install();

/** A file of the installed package. */
export const file = (...path) => join(project, "node_modules/kyclink", ...path);

/** `require` as a file of the project has it. */
export const require = createRequire(join(project, "index.js"));

/** `kyclink.wasm`, as shipped, and `kyclink/form`'s. */
export const wasm = () => readFileSync(require.resolve("kyclink/kyclink.wasm"));
export const formWasm = () => readFileSync(require.resolve("kyclink/kyclink-form.wasm"));

/** `import` of the main entry. */
export const esm = () => load("esm.mjs");

/** `import` of a subpath, such as `form` or `names/en`. */
export const subpath = (name) => load(`${name.replaceAll("/", "-")}.mjs`);

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
  const { exports } = JSON.parse(readFileSync(join(ROOT, "pkg-template/package.json"), "utf8"));
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

function find() {
  const folder = join(ROOT, "target/npm");
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".tgz")) : [];
  if (found.length !== 1) throw new Error("There must be one tarball in target/npm: run `cargo xtask pack`.");
  return join(folder, found[0]);
}

function install() {
  const digest = createHash("sha256")
    .update(readFileSync(tarball))
    .update(readFileSync(fileURLToPath(import.meta.url)));
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
  for (const name of [
    "slim",
    "form",
    "form/slim",
    "edge",
    "cloudflare",
    "page",
    "page/client",
    "node",
    "react",
    "testing",
    "testing/vitest",
    ...STORES,
  ])
    writeFileSync(join(made, `${name.replaceAll("/", "-")}.mjs`), `export * from "kyclink/${name}";\n`);
  for (const name of [...MESSAGES.map((locale) => `messages/${locale}`), ...NAMES.map((locale) => `names/${locale}`)])
    writeFileSync(
      join(made, `${name.replace("/", "-")}.mjs`),
      `export * from "kyclink/${name}";\nexport { default } from "kyclink/${name}";\n`,
    );
  try {
    renameSync(made, folder);
  } catch (error) {
    // Another process was quicker; anything else is an error.
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true });
  }
  return folder;
}
