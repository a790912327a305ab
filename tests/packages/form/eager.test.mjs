/**
 * What V8 compiles while it reads the form's script, instead of when it is first called: a function in parentheses. The
 * script is bundled as for a page, but with the names of its functions.
 */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { calledFunctions } from "../../../xtask/scripts/eager.mjs";
import { PERSON } from "../helpers/edge/harness.mjs";
import { file, project } from "../helpers/install/index.mjs";

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

describe("a first validation", () => {
  let declared;
  before(async () => {
    const text = await bundle();
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(SCRIPT, text);
    const url = pathToFileURL(SCRIPT);
    const called = (await calledFunctions(url, "spherepay.onboard", PERSON)).get(url.href);
    declared = called
      .filter(({ start }) => text.startsWith("function", start))
      .map(({ name, start }) => ({ name, isEager: text[start - 1] === "(" }));
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

/** What the form has of its own: its exports, and what is generated for its operations. */
const OWN = ["api.js", "tables.js", "writers.js"];

/** Undoes the parentheses: the constants are declarations again. */
function withoutParentheses(text) {
  const open = [];
  const lines = text.split("\n").map((line) => {
    const [start, indent, exported = "", name] = /^( *)(export )?const (\w+) = \(function \(/.exec(line) ?? [];
    if (start !== undefined) {
      open.push(indent);
      return `${indent}${exported}function ${name}(${line.slice(start.length)}`;
    }
    if (line !== `${open.at(-1)}});`) return line;
    return `${open.pop()}}`;
  });
  assert.deepEqual(open, []);
  return lines.join("\n");
}

test("the form's scripts are those of the package, but for the parentheses, so its tests are theirs", () => {
  const names = readdirSync(file("dist/form/lib")).filter((name) => !OWN.includes(name));
  assert.ok(names.length > 20);
  for (const name of names) {
    const [of, form] = ["lib", "form/lib"].map((folder) => readFileSync(file(`dist/${folder}/${name}`), "utf8"));
    assert.equal(withoutParentheses(form), of, name);
  }
});
