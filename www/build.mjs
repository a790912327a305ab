/**
 * Builds the web page and the Worker as a user of the package does: with the packed `kyclink` in a node_modules folder, so that
 * each bundler resolves the package's exports itself.
 */

import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build as esbuild, stop } from "esbuild";
import { build as vite } from "vite";

const WWW = fileURLToPath(new URL(".", import.meta.url));
const PACKAGE = /^kyclink(\/|$)/;
const run = promisify(execFile);

/**
 * @param {string} tarball
 * @param {string} folder an empty folder
 * @returns {Promise<{ assets: string, modules: import("miniflare").ModuleDefinition[] }>}
 */
export async function build(tarball, folder) {
  await install(tarball, folder);
  const assets = join(folder, "page");
  const worker = join(folder, "worker");
  // In sequence: if one fails, the other must not continue to write into a folder that is then removed.
  await buildPage(assets, folder);
  await buildWorker(join(WWW, "worker/index.ts"), worker, folder);
  return { assets, modules: await modulesIn(worker) };
}

/** Installs a package without dependencies, as `npm install` does. */
export async function install(tarball, folder) {
  const place = join(folder, "node_modules/kyclink");
  await mkdir(place, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", place]);
}

function buildPage(outDir, folder) {
  const inFolder = {
    name: "kyclink-from-its-tarball",
    resolveId(source, _importer, options) {
      return PACKAGE.test(source) ? this.resolve(source, join(folder, "index.js"), { ...options, skipSelf: true }) : undefined;
    },
  };
  return vite({
    root: join(WWW, "page"),
    configFile: false,
    logLevel: "warn",
    plugins: [inFolder],
    build: {
      outDir,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { main: join(WWW, "page/main.ts"), page: join(WWW, "page/page.css") },
        // The Worker's pages contain these two names.
        output: { entryFileNames: "assets/[name].js", assetFileNames: "assets/[name][extname]" },
      },
    },
  });
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
