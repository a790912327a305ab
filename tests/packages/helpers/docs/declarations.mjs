/** The files of declarations of the installed package. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { file } from "../install/index.mjs";

/** A file, by its name below `dist/types`, and every file all of whose exports it has as well. */
export function partsOf(name) {
  const parts = new Set([name]);
  for (const part of parts) {
    const text = readFileSync(file("dist/types", part), "utf8");
    for (const [, other] of text.matchAll(/^export \* from "(.+)\.js";$/gm)) parts.add(join(dirname(part), `${other}.d.ts`));
  }
  return parts;
}
