/**
 * Puts the functions that a first validation calls in parentheses. V8 compiles such a function while it reads the
 * script, in the background; any other is compiled when it is first called, on the main thread, which reads it again for
 * that. esbuild, Rollup and Rolldown keep the parentheses.
 *
 * Their declarations become constants, so code that runs at once may use only functions that are declared above it.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A function of lib/writers.js, which is for one operation: a page that validates another one does not call it. */
const OF_ONE_OPERATION = /^write\d+$/;

/** What is before a declaration. */
const STATEMENT = /(?:^|\n) *(?:export )?$/;

/**
 * Rewrites the scripts in `<dist>/form/lib`, by what V8 counts for the example of `<dist>/lib/example.js`.
 *
 * @param {string} dist
 */
export async function compileEagerly(dist) {
  const folder = pathToFileURL(`${resolve(dist)}/`);
  const { EXAMPLE } = await import(new URL("lib/example.js", folder).href);
  for (const { url, functions } of await callsOf(new URL("form/entry/inline.js", folder), EXAMPLE.calls[0])) {
    if (!url.startsWith(new URL("form/lib/", folder).href)) continue;
    const path = fileURLToPath(url);
    const before = readFileSync(path, "utf8");
    const after = inParentheses(before, functions);
    if (after !== before) writeFileSync(path, after);
  }
}

/** Validates an input, and returns for each script what V8 counted. */
async function callsOf(entry, { operation, input }) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const { validate } = await import(entry.href);
  const { ok } = validate(operation, input);
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  if (!ok) throw new Error("the example of the package is not valid");
  return result;
}

function inParentheses(text, functions) {
  const marks = functions.flatMap(({ functionName: name, ranges: [{ startOffset, endOffset, count }] }) => {
    const head = `function ${name}(`;
    const isDeclaration = text.startsWith(head, startOffset) && STATEMENT.test(text.slice(0, startOffset));
    if (count === 0 || !isDeclaration || OF_ONE_OPERATION.test(name)) return [];
    return [
      { start: startOffset, end: startOffset + head.length, mark: `const ${name} = (function (` },
      { start: endOffset, end: endOffset, mark: ");" },
    ];
  });
  // From the end of the text, because each mark moves what follows it.
  marks.sort((one, other) => other.start - one.start);
  return marks.reduce((rest, { start, end, mark }) => rest.slice(0, start) + mark + rest.slice(end), text);
}
