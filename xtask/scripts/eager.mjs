/**
 * Puts the functions that a first validation calls in parentheses. V8 compiles such a function in the background, while
 * it reads the script. Any other function is read a second time and compiled on the main thread, when it is first
 * called. esbuild, Rollup and Rolldown keep the parentheses.
 *
 * The declarations of these functions become constants, so code that runs at once may use only functions that are
 * declared above it.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A function of lib/writers.js, which is for one operation: a page that validates another one does not call it. */
const OF_ONE_OPERATION = /^write\d+$/;

/** The end of a text that a declaration follows. */
const BEFORE_DECLARATION = /(?:^|\n) *(?:export )?$/;

/**
 * Rewrites the scripts in `<dist>/form/lib`, by what V8 counts for the example of `<dist>/lib/example.js`.
 *
 * @param {string} dist
 */
export async function compileEagerly(dist) {
  const folder = pathToFileURL(`${resolve(dist)}/`);
  const { EXAMPLE } = await import(new URL("lib/example.js", folder).href);
  const [{ operation, input }] = EXAMPLE.calls;
  for (const [url, called] of await calledFunctions(new URL("form/entry/inline.js", folder), operation, input)) {
    if (!url.startsWith(new URL("form/lib/", folder).href)) continue;
    const path = fileURLToPath(url);
    writeFileSync(path, inParentheses(readFileSync(path, "utf8"), called));
  }
}

/**
 * Imports a script for the first time and validates an input with it. Returns which functions V8 counts as called, by
 * the URL of their script: name, start and end.
 */
export async function calledFunctions(entry, operation, input) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const { validate } = await import(entry.href);
  const { ok } = validate(operation, input);
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  if (!ok) throw new Error("the input is not valid");
  const called = ({ functions }) =>
    functions.flatMap(({ functionName: name, ranges: [{ startOffset: start, endOffset: end, count }] }) =>
      count > 0 ? [{ name, start, end }] : [],
    );
  return new Map(result.map((script) => [script.url, called(script)]));
}

function inParentheses(text, called) {
  const marks = called.flatMap(({ name, start, end }) => {
    const head = `function ${name}(`;
    const isDeclaration = text.startsWith(head, start) && BEFORE_DECLARATION.test(text.slice(0, start));
    if (!isDeclaration || OF_ONE_OPERATION.test(name)) return [];
    return [
      { from: start, to: start + head.length, mark: `const ${name} = (function (` },
      { from: end, to: end, mark: ");" },
    ];
  });
  // From the end of the text, because each mark moves what follows it.
  marks.sort((one, other) => other.from - one.from);
  return marks.reduce((rest, { from, to, mark }) => rest.slice(0, from) + mark + rest.slice(to), text);
}
