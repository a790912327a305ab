/** `node xtask/scripts/entry-points.mjs <tarball>`: checks how TypeScript resolves the package's entry points. */

import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";

/** They have no declarations. */
const WASM = ["./kyclink.wasm", "./kyclink-edge.wasm", "./kyclink-form.wasm"];
const tarball = createPackageFromTarballData(readFileSync(process.argv[2]));
const { types, problems } = await checkPackage(tarball, { excludeEntrypoints: WASM });
if (!types) throw new Error("the package has no declarations");

for (const problem of problems) {
  // TypeScript's `node10` knows no `exports`. Every supported Node loads ES modules for `require`, but the check assumes
  // older ones (docs/runtimes.md says what `node16` needs).
  if (problem.resolutionKind === "node10" || problem.kind === "CJSResolvesToESM") continue;
  console.error(problem);
  process.exitCode = 1;
}
