/**
 * Erases the types of a TypeScript source, as Node itself does: spaces take their place, so each line and column stays as
 * it is in the source. The import of `./x.ts` becomes that of `./x.js`, which is as long.
 *
 * The doc comment of a type is erased with it, because the declarations have it, and so are spaces at the end of a line.
 */

import amaro from "amaro";

/** A specifier of a statement, of `import()` or of an import type: no other string of the sources looks like it. */
const SPECIFIER = /((?:\bfrom|\bimport)\s*\(?\s*["']\.{1,2}\/[^"'\n]*)\.ts(["'])/g;
/** A doc comment that begins a line. */
const DOC_COMMENT = /^ *\/\*\*(?:(?!\*\/)[\s\S])*\*\//gm;

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
  const lengths = (text) => text.split("\n").map(({ length }) => length);
  if (String(lengths(script)) !== String(lengths(source))) throw new Error(`${path}: its types were not erased in place`);
  const code = script.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").trim();
  return code === "" ? undefined : trimEnds(source, withoutDocs(source, script));
}

/** Erases the doc comments of what was erased: where the source goes on after one, the script has a space. */
function withoutDocs(source, script) {
  return script.replace(DOC_COMMENT, (comment, at) => {
    const next = at + comment.length + /^\s*/.exec(source.slice(at + comment.length))[0].length;
    return script[next] === source[next] ? comment : comment.replace(/[^\n]/g, " ");
  });
}

/** Leaves out spaces where the source has something else, at the end of a line. */
function trimEnds(source, script) {
  const lines = source.split("\n");
  const ends = script.split("\n").map((line, at) => (line === lines[at] ? line : line.trimEnd()));
  return ends.join("\n");
}
