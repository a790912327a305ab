/** A published script has the lines and columns of its source, so that a stack trace names the place in both. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { erase, esm, file } from "../helpers/install/index.mjs";

const TEMPLATE = fileURLToPath(new URL("../../../pkg-template/", import.meta.url));
/** Scripts that packing bundles or writes without white space. */
const REWRITTEN = /^(?:service\/page\/(?:server|texts|views|browser)\/|module\/wasm\/fflate\.ts$|kit\/testing\/schemas\.ts$)/;
const sources = readdirSync(TEMPLATE, { recursive: true }).filter(
  (path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !REWRITTEN.test(path),
);

test("each line of a source has its code in the same columns in the package", () => {
  let compared = 0;
  for (const path of sources) {
    const script = file("dist", path.replace(/\.ts$/, ".js"));
    if (!existsSync(script)) continue; // types alone, or a part of the form
    const [source, published] = [join(TEMPLATE, path), script].map((one) => readFileSync(one, "utf8").split("\n"));
    assert.equal(published.length, source.length, path);
    for (const [at, line] of published.entries()) {
      assert.ok(line.length === source[at].length || line === line.trimEnd(), `${path}:${at + 1}`);
      const isKept = [...line].every((char, column) => char === " " || char === ";" || char === source[at][column] || /\.js"/.test(line));
      assert.ok(isKept, `${path}:${at + 1}: ${line}`);
    }
    compared += 1;
  }
  assert.ok(compared > 230, `${compared} files`);
});

test("a stack trace names the line and the column of the source", async () => {
  const { buildRequest } = await esm();
  const { stack } = thrown(() => buildRequest("no.such", {}, {}));
  const [, path, line, column] = /dist\/(module\/\S+)\.js:(\d+):(\d+)/.exec(stack);
  const found = readFileSync(join(TEMPLATE, `${path}.ts`), "utf8")
    .split("\n")
    [line - 1].slice(column - 1);
  assert.match(found, /^(?:new )?\w+(?:\.\w+)*\(/, stack);
});

function thrown(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
}

test("a type is erased with its doc comment, and code keeps its own", () => {
  const source = `/** A type. */
export interface Type {
  /** A member. */
  member: string;
}

export class Thing {
  /** A declared field. */
  declare field: Type;

  /** A method. */
  method(): void {}
}
/** A template. */
export const TEXT = \`
/** not a comment of ours */
interface Text {}
\`;
`;
  const script = erase(source, "type.ts");
  assert.equal(script.split("\n").length, source.split("\n").length);
  assert.deepEqual(script.match(/\/\*\*.*\*\//g), ["/** A method. */", "/** A template. */", "/** not a comment of ours */"]);
  assert.doesNotMatch(script, / $/m);
  assert.equal(erase("/** A type. */\nexport type Type = string;\n", "type.ts"), undefined);
});
