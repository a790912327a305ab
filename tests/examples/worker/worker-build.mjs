/** Takes the place of worker-build in the folder of the example: `node worker-build.mjs --release`. */

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { BUILT, SHIM, withoutSource } from "./built.mjs";

assert.deepEqual(process.argv.slice(2), ["--release"]);
mkdirSync("build", { recursive: true });
copyFileSync(join(BUILT, "index_bg.wasm"), "build/index_bg.wasm");
buildSync({
  stdin: { contents: SHIM, resolveDir: BUILT },
  external: ["*.wasm", "cloudflare:*"],
  bundle: true,
  format: "esm",
  outfile: "build/index.js",
});
writeFileSync("build/index.js", withoutSource(readFileSync("build/index.js", "utf8")));
