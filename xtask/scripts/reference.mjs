/**
 * `node xtask/scripts/reference.mjs <json> <page>`: writes the page that lists each export of each entry point in one
 * sentence, from the JSON that typedoc makes of the declarations.
 */

import { readFileSync, writeFileSync } from "node:fs";

/** typedoc's number for what `declare namespace` adds to another package, which is no export. */
const NAMESPACE = 4;
const TITLE = `# Reference
Each export, below the entry points that have it.
The declarations in \`dist/types\` have the types, the parameters and examples.
`;

const [json, page] = process.argv.slice(2);
const { exports } = JSON.parse(readFileSync(new URL("../../pkg-template/package.json", import.meta.url), "utf8"));
const { children: modules } = JSON.parse(readFileSync(json, "utf8"));
const listed = modules.flatMap(({ name, children = [] }) =>
  children.filter(({ kind }) => kind !== NAMESPACE).map((one) => ({ ...one, entries: entriesOf(name) })),
);

/** The declarations and their entry points, by the id, which a re-export names. */
const byId = new Map(listed.filter(({ target }) => target === undefined).map((one) => [one.id, one]));
for (const { target, entries } of listed) if (target !== undefined) byId.get(target).entries.push(...entries);

/** @type {Map<string, string[]>} the items, by the heading */
const sections = new Map();
for (const one of byId.values()) {
  const heading = one.entries.join(", ");
  sections.set(heading, [...(sections.get(heading) ?? []), `- \`${one.name}\`: ${sentence(one)}\n`]);
}
const lists = [...sections].map(([heading, items]) => `\n## ${heading}\n${items.sort().join("")}`);
writeFileSync(page, TITLE + lists.join(""));

/** Returns the entry points that have the declarations of this file. */
function entriesOf(name) {
  const typesOf = (target) => target.default?.types ?? target.types;
  const all = Object.keys(exports).filter((path) => typesOf(exports[path]) === `./dist/types/${name}.d.ts`);
  if (all.length === 0) throw new Error(`no entry point has the declarations ${name}`);
  return all.map((path) => `\`${path.replace(".", "kyclink")}\``);
}

/** Returns the first sentence about an export, on one line. */
function sentence({ name, comment, signatures }) {
  const { summary = [] } = comment ?? signatures?.find((signature) => signature.comment)?.comment ?? {};
  const [text] = summary
    .map((part) => part.text)
    .join("")
    .trim()
    .split("\n\n");
  if (text === "") throw new Error(`${name} has no comment`);
  const line = text.replace(/\s+/g, " ");
  return line.replace(/(?<=[^.]\.) (?=[A-Z`]).*/, "");
}
