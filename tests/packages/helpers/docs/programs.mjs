/** The programs of the documentation: the tests run exactly what a reader copies. */

import { readFileSync } from "node:fs";

const ROOT = new URL("../../../../", import.meta.url);

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

/** All blocks of code of a page, whatever their language. */
export function blocks(path) {
  return [...text(path).matchAll(/^```(\S*)\n(.*?)^```$/gms)].map(([, language, code]) => ({ language, code }));
}

const text = (path) => readFileSync(new URL(path, ROOT), "utf8");
