/** The programs and the links of the documentation: the tests run exactly what a reader copies. */

import { existsSync, readFileSync } from "node:fs";

const ROOT = new URL("../../../", import.meta.url);

/**
 * A program is a block of JavaScript whose first line is a comment with its file's name; each line that it prints stands
 * in a comment with an arrow.
 */
export function programs(path) {
  const blocks = [...text(path).matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
  return blocks.map((code) => {
    const name = /^\/\/ (\S+)\n/.exec(code)?.[1];
    if (!name) throw new Error(`a program of ${path} has no name`);
    return { name, code, prints: [...code.matchAll(/^\s*\/\/ → (.*)\n/gm)].map(([, line]) => `${line}\n`).join("") };
  });
}

/** The links of a page that lead to no file of the project. */
export function brokenLinks(path) {
  const targets = [...text(path).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
  return targets.filter((target) => !existsSync(new URL(target, new URL(path, ROOT))));
}

const text = (path) => readFileSync(new URL(path, ROOT), "utf8");
