/** Copies an example and installs the packed tarball and the dependencies of its package.json. */

import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { copy } from "../install/index.mjs";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
export const EXAMPLES = join(ROOT, "examples");

/** The dependencies in an example's package.json. */
export function wanted(name) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(EXAMPLES, name, "package.json"), "utf8"));
  return { ...dependencies, ...devDependencies };
}

/** The folder of a copy that can be run. */
export function example(name) {
  const { folder } = copy();
  cpSync(join(EXAMPLES, name), folder, { recursive: true });
  for (const dependency of Object.keys(wanted(name))) {
    const place = join(folder, "node_modules", dependency);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", dependency), place);
  }
  return folder;
}
