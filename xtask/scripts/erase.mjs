/**
 * Erases the types of a TypeScript source, as Node itself does: spaces take their place, so each line and column stays as
 * it is in the source. The import of `./x.ts` becomes that of `./x.js`, which is as long.
 */

import amaro from "amaro";

/** A specifier of a statement, of `import()` or of an import type: no other string of the sources looks like it. */
const SPECIFIER = /((?:\bfrom|\bimport)\s*\(?\s*["']\.{1,2}\/[^"'\n]*)\.ts(["'])/g;

/**
 * Returns the script, or `undefined` if the source has types alone.
 *
 * @param {string} source
 * @param {string} path of the source, for messages
 */
export function erase(source, path) {
  let erased;
  try {
    ({ code: erased } = amaro.transformSync(source, { mode: "strip-only" }));
  } catch (cause) {
    throw new Error(`${path} has syntax that cannot be erased`, { cause });
  }
  const script = erased.replace(SPECIFIER, "$1.js$2");
  const lines = (text) => text.split("\n").map(({ length }) => length);
  if (String(lines(script)) !== String(lines(source))) throw new Error(`${path}: its types were not erased in place`);
  const code = script.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").trim();
  return code === "" ? undefined : script;
}
