/**
 * What V8 compiles while it reads the form's script, instead of when it is first called: a function in parentheses. The
 * script is bundled as for a page, but with the names of its functions.
 */

import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { PERSON } from "../helpers/edge/harness.mjs";
import { project } from "../helpers/install/index.mjs";

const FOLDER = fileURLToPath(new URL("../../../target/eager/", import.meta.url));
const SCRIPT = join(FOLDER, "form.mjs");

/** The functions that write the input of one operation. */
const WRITER = /^write\d+$/;

after(() => rmSync(FOLDER, { recursive: true, force: true }));

async function bundle() {
  const { outputFiles } = await build({
    stdin: { contents: 'export { validate } from "kyclink/form";', resolveDir: project },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return outputFiles[0].text;
}

/** Imports the script and validates a person. Returns the functions that were called, as V8 counts them. */
async function calledFunctions() {
  const url = pathToFileURL(SCRIPT).href;
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  const { validate } = await import(url);
  assert.ok(validate("spherepay.onboard", PERSON).ok);
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  const { functions } = result.find((script) => script.url === url);
  return functions.map(({ functionName, ranges: [range] }) => ({ functionName, ...range })).filter(({ count }) => count > 0);
}

describe("a first validation", () => {
  let declared;
  before(async () => {
    const text = await bundle();
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(SCRIPT, text);
    const called = await calledFunctions();
    declared = called
      .filter(({ startOffset }) => text.startsWith("function", startOffset))
      .map(({ functionName: name, startOffset }) => ({ name, isEager: text[startOffset - 1] === "(" }));
  });

  test("has every declared function that it calls in parentheses, except those for one operation", () => {
    const late = declared.filter(({ name, isEager }) => !isEager && !WRITER.test(name));
    assert.deepEqual(late, []);
    assert.ok(declared.filter(({ isEager }) => isEager).length > 30);
  });

  test("leaves the functions for one operation as they are", () => {
    const writers = declared.filter(({ name }) => WRITER.test(name));
    assert.ok(writers.length > 0);
    assert.ok(writers.every(({ isEager }) => !isEager));
  });
});
