/**
 * What the documentation has for tests: its programs, of which they run exactly what a reader copies, and its links.
 */

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = new URL("../../../../", import.meta.url);

/**
 * A program is a block of JavaScript whose first line is a comment with its file's name; each line that it prints
 * stands in a comment with an arrow.
 */
export function programs(path) {
  const blocks = [...text(path).matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
  return blocks.map((code) => {
    const name = /^\/\/ (\S+)\n/.exec(code)?.[1];
    if (!name) throw new Error(`a program of ${path} has no name`);
    return { name, code, prints: [...code.matchAll(/^\s*\/\/ → (.*)\n/gm)].map(([, line]) => `${line}\n`).join("") };
  });
}

/** All blocks of code of a page, whatever their language. */
export function blocks(path) {
  return blocksOf(text(path));
}

/** The blocks of code that a reader of a page in the repository sees. */
export function shownBlocks(path) {
  return blocksOf(text(path).replace(/<!--.*?-->/gs, ""));
}

function blocksOf(page) {
  return [...page.matchAll(/^```(\S*)\n(.*?)^```$/gms)].map(([, language, code]) => ({ language, code }));
}

const text = (path) => readFileSync(new URL(path, ROOT), "utf8");

/** The links of a file that lead to no file, or to no heading of one. Links to other sites are not followed. */
export function brokenLinks(path) {
  const prose = withoutCode(readFileSync(path, "utf8"));
  const inline = [...prose.matchAll(/\]\(([^)\s]+)\)/g)];
  const references = [...prose.matchAll(/^\[[^\]]+\]: (\S+)/gm)];
  const targets = [...inline, ...references].map(([, target]) => target);
  return targets.filter((target) => !/^(https?|mailto):/.test(target) && !hasTarget(path, target));
}

/** Whether a link of a file leads to a file, and to a heading if it names one. */
export function hasTarget(path, target) {
  const [file, anchor] = target.split("#");
  const to = file === "" ? path : join(dirname(path), file);
  if (!existsSync(to)) return false;
  return anchor === undefined || (statSync(to).isFile() && anchors(to).has(anchor));
}

/** The anchors that GitHub gives to a file's headings, and those that a page writes itself. */
function anchors(path) {
  const text = withoutCode(readFileSync(path, "utf8"));
  const found = new Set([...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id));
  for (const [, heading] of text.matchAll(/^#+ (.*)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
    let free = slug;
    for (let count = 1; found.has(free); count++) free = `${slug}-${count}`;
    found.add(free);
  }
  return found;
}

/** Code is no link, whatever brackets it has. */
const withoutCode = (text) => text.replace(/^```.*?^```$/gms, "");
