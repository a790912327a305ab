/** Bundles a program that imports the installed package, as the tools of a platform do: by export conditions. */

import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { project, scratch } from "../helpers/install/index.mjs";

const HELPERS = fileURLToPath(new URL("../helpers", import.meta.url));

/** Writes a program that may import the package, and what is in `helpers`. Returns its path. */
export function program(text) {
  const path = join(scratch(), "program.mjs");
  writeFileSync(path, text);
  return path;
}

/**
 * `modules` says what becomes of an import of a wasm file: `external` leaves it to the platform, `global` takes it from
 * `globalThis.wasmModule`. `entries` are the package's entries that were chosen, `imported` the wasm files asked for.
 */
export async function bundle(entry, { conditions, modules = "external", format = "esm" }) {
  const imported = [];
  const wasmModules = {
    name: "wasm-modules",
    setup(build) {
      build.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => {
        imported.push(path);
        return modules === "external" ? { path: `./${basename(path, "?module")}`, external: true } : { path, namespace: "global" };
      });
      build.onLoad({ filter: /./, namespace: "global" }, () => ({ contents: "export default globalThis.wasmModule;" }));
    },
  };
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format,
    globalName: format === "iife" ? "program" : undefined,
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    conditions,
    alias: { helpers: HELPERS },
    nodePaths: [join(project, "node_modules")],
    plugins: [wasmModules],
    logLevel: "silent",
  });
  const entries = Object.keys(result.metafile.inputs).flatMap(
    (path) => /kyclink\/dist\/((?:module|service|form)\/entry\/.*)$/.exec(path)?.[1] ?? [],
  );
  return { text: result.outputFiles[0].text, imported, entries };
}
