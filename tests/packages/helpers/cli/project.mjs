/** Projects in which `kyclink init` is run. */

import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { file, scratch } from "../install/index.mjs";

/** Makes a project that has installed the package, with these files, and returns its folder. */
export function makeProject(files = {}) {
  const folder = scratch();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(file(), join(folder, "node_modules/kyclink"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
