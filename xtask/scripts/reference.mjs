/**
 * `node xtask/scripts/reference.mjs <folder>`: writes `docs/reference.md` of the package in `<folder>`: each export of each
 * entry point, with the first sentence of its comment in `dist/types`.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TITLE = `# Reference
Each export, below the entry points that have it.
The declarations in \`dist/types\` have the types, the parameters and examples.
`;
/** A declaration with the comment before it. The default export is a constant of the line before. */
const DECLARATION =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:\/\/.*\n)*(?:export (?:declare )?(?:class|const|function|interface|type) (\w+)|declare const \w+[\s\S]*?;\nexport (default) )/g;
const REEXPORT = /^export (?:type )?(?:\*|\{([^}]*)\}) from "(.+)\.js";$/gm;

const [folder] = process.argv.slice(2);
const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** @type {Map<string, { name: string, sentence: string, entries: string[] }>} by the file and the name */
const found = new Map();
for (const [path, target] of Object.entries(exports)) {
  const types = target.default?.types ?? target.types;
  if (types === undefined) continue;
  for (const [key, declaration] of exportsOf(join(folder, types))) {
    const known = found.get(key) ?? { ...declaration, entries: [] };
    known.entries.push(`\`${path.replace(".", "kyclink")}\``);
    found.set(key, known);
  }
}

/** @type {Map<string, string[]>} the rows, by the heading */
const sections = new Map();
for (const { name, sentence, entries } of found.values()) {
  const heading = entries.join(", ");
  sections.set(heading, [...(sections.get(heading) ?? []), `| \`${name}\` | ${sentence} |\n`]);
}
const tables = [...sections].map(([heading, rows]) => `\n## ${heading}\n| export | what it is |\n|---|---|\n${rows.sort().join("")}`);
writeFileSync(join(folder, "docs/reference.md"), TITLE + tables.join(""));

/** Returns the exports of a file of declarations: by the file that declares them and their name, each once. */
function exportsOf(path) {
  const text = readFileSync(path, "utf8");
  const own = [...text.matchAll(DECLARATION)].map(([, comment, name, other]) => ({ name: name ?? other, sentence: sentenceOf(comment) }));
  const all = new Map(own.toReversed().map((one) => [`${path} ${one.name}`, one]));
  for (const [, list, other] of text.matchAll(REEXPORT)) {
    const names = list?.split(",").map((name) => name.trim());
    for (const [key, one] of exportsOf(join(path, "..", `${other}.d.ts`))) if (names?.includes(one.name) ?? true) all.set(key, one);
  }
  return all;
}

/** Returns the first sentence of a comment, as it may stand in a table. */
function sentenceOf(comment) {
  const [text] = comment
    .replace(/^ *\* ?/gm, "")
    .trim()
    .split(/\n\n|\n@/);
  const line = text
    .replace(/\s+/g, " ")
    .replace(/\{@link (?:\S+ )?(\S+?)\}/g, "$1")
    .replaceAll("|", "\\|");
  return line.replace(/(?<=[^.]\.) (?=[A-Z`]).*/, "");
}
