/**
 * `node xtask/scripts/reference.mjs <folder>`: prints the generated part of docs/reference.md. The folder has the declarations in
 * `types`, as the package does; their comments are the descriptions. An export without one is an error.
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readExports } from "./reference/exports.mjs";
import { render } from "./reference/markdown.mjs";

const MANIFEST = fileURLToPath(new URL("../../pkg-template/package.json", import.meta.url));

/** The entry points with declarations: those of one file, such as the languages of `kyclink/messages`, are one. */
function entries() {
  const found = new Map();
  for (const [path, target] of Object.entries(JSON.parse(readFileSync(MANIFEST, "utf8")).exports)) {
    const types = target.default?.types ?? target.types;
    if (types) found.set(types, [...(found.get(types) ?? []), path.replace(".", "kyclink")]);
  }
  return [...found].map(([types, paths]) => ({
    file: types.replace("./dist/types/", ""),
    name: paths.length === 1 ? paths[0] : paths[0].replace(/[^/]+$/, "<locale>"),
  }));
}

const all = readExports(process.argv[2], entries());
const missing = all.flatMap(({ name, exports }) => exports.filter(({ text }) => text === "").map((one) => `${one.name} of ${name}`));
if (missing.length > 0) {
  console.error(`add a doc comment to the declaration of ${missing.join(", ")}`);
  process.exit(1);
}
process.stdout.write(render(all));
