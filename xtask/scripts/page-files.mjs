/**
 * `node xtask/scripts/page-files.mjs <dist> <folder>`: writes the files that a browser loads of the onboarding page, named by
 * what they are, and everything that the script shares as `main`.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , dist, folder] = process.argv;
const load = (name) => import(pathToFileURL(join(dist, name)));
const { assets } = await load("page/assets.js");
const [{ TEXTS }, { labels }, { default: issues }] = await Promise.all(
  ["page/texts/index.js", "names/en.js", "messages/texts/en.js"].map(load),
);

const files = new Map();
for (const [name, text] of Object.entries(assets)) {
  const kind = name.slice(0, name.lastIndexOf("-")).replace("chunk", "main");
  files.set(kind, (files.get(kind) ?? "") + text);
}
files.set("texts", `export default ${JSON.stringify({ ...TEXTS.en, locale: "en", addressLabels: labels, issues })};\n`);

mkdirSync(folder, { recursive: true });
for (const [kind, text] of files) writeFileSync(join(folder, kind), text);
