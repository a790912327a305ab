/**
 * Builds the Worker as a user of the package does: with the packed `kyclink` in a node_modules folder, so that the
 * bundler resolves the package's exports itself.
 */

import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build as esbuild, stop } from "esbuild";

const PACKAGE = /^kyclink(\/|$)/;
const run = promisify(execFile);

const DEMO = fileURLToPath(new URL("worker/index.ts", import.meta.url));

/**
 * @param {string} tarball
 * @param {string} folder an empty folder
 * @param {string} [entry] the Worker
 * @returns {Promise<import("miniflare").ModuleDefinition[]>}
 */
export async function build(tarball, folder, entry = DEMO) {
  await install(tarball, folder);
  const worker = join(folder, "worker");
  await buildWorker(entry, worker, folder);
  return modulesIn(worker);
}

/** Installs a package without dependencies, as `npm install` does. */
export async function install(tarball, folder) {
  const place = join(folder, "node_modules/kyclink");
  await mkdir(place, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", place]);
}

/** Bundles a Worker. The package must be installed in `folder`. */
export async function buildWorker(entry, outdir, folder) {
  const inFolder = {
    name: "kyclink-from-its-tarball",
    setup(build) {
      build.onResolve({ filter: PACKAGE }, ({ path, kind, pluginData }) =>
        pluginData === inFolder ? undefined : build.resolve(path, { kind, resolveDir: folder, pluginData: inFolder }),
      );
    },
  };
  await esbuild({
    entryPoints: [entry],
    outdir,
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd"],
    loader: { ".wasm": "copy", ".csv": "text" }, // a Worker imports the compiled module
    assetNames: "[name]",
    plugins: [inFolder],
    logLevel: "warning",
  }).finally(stop); // esbuild keeps a process running
}

/** Returns the modules as Miniflare expects them, the main module first. */
async function modulesIn(folder) {
  const names = (await readdir(folder)).sort();
  const module = async (name) => ({
    type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
    path: name,
    contents: await readFile(join(folder, name)),
  });
  return Promise.all(names.map(module));
}
