/** The declarations are one file for each entry point, and name nothing that is not published. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { file } from "../helpers/install/index.mjs";

const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
const entries = new Set(Object.values(exports).flatMap((target) => (target.default ?? target).types ?? target.types ?? []));
const declared = readdirSync(file("dist"), { recursive: true }).filter((name) => name.endsWith(".d.ts"));
const text = (name) => readFileSync(file("dist", name), "utf8").replace(/\/\*\*[\s\S]*?\*\//g, "");

test("there is a file for each entry point, and no other one", () => {
  assert.deepEqual(declared.map((name) => `./dist/${name}`).sort(), [...entries].sort());
});

test("each file imports from others that are published", () => {
  let imported = 0;
  for (const name of declared) {
    for (const [, path] of text(name).matchAll(/\bfrom "(.+)";$/gm)) {
      assert.ok(declared.includes(join(dirname(name), path).replace(/\.js$/, ".d.ts")), `${name}: ${path}`);
      imported += 1;
    }
    assert.doesNotMatch(text(name), /\bimport\(/, name);
  }
  assert.ok(imported > 20, `${imported} imports`);
});

test("what is private or internal is left out", () => {
  for (const name of declared) assert.doesNotMatch(text(name), /#private|@internal|^ *private /m, name);
  assert.match(text("types/index.d.ts"), /^export declare class KycLinkError extends Error \{$/m);
  assert.doesNotMatch(text("types/index.d.ts"), /\bErrorDetails\b|\bstatic from\b/);
});

const ofForm = (name) => `${name}: types/form.d.ts types/index.d.ts`;

test("each name is declared once, but where the form has a function for fewer operations", () => {
  const files = new Map();
  for (const name of declared)
    for (const [, one] of text(name).matchAll(/^export (?:declare )?(?:interface|type|class|function|const) (\w+)/gm))
      files.set(one, new Set([...(files.get(one) ?? []), name]));
  const several = [...files].filter(([, { size }]) => size > 1).map(([name, paths]) => `${name}: ${[...paths].sort().join(" ")}`);
  assert.deepEqual(several.sort(), [
    "Delivery: types/provider.d.ts types/testing.d.ts",
    "Page: types/edge.d.ts types/index.d.ts",
    "ProviderName: types/index.d.ts types/testing.d.ts",
    "ServerOptions: types/index.d.ts types/testing.d.ts",
    ...["addressFields", "fieldProps"].map(ofForm),
    "labels: types/names-local.d.ts types/names.d.ts",
    ...["normalize", "operations", "schema", "validate"].map(ofForm),
  ]);
});

test("the functions of the form take the form's operations, and all others the same types", () => {
  const form = text("types/form.d.ts");
  assert.match(form, /^export declare function operations\(\): FormOperationName\[\];$/m);
  assert.doesNotMatch(form.replace(/^export \{[^}]*\}.*$/gm, ""), /(?<!Form)\bOperationName\b/);
});

test("a parameter that a comment describes is named in the signature", () => {
  let described = 0;
  for (const name of declared) {
    const whole = readFileSync(file("dist", name), "utf8");
    for (const [, comment, signature] of whole.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport declare (?:function|const) ([\s\S]*?);\n(?=\n|\/\*\*|export)/g,
    )) {
      for (const [, parameter] of comment.matchAll(/@param (\w+)/g)) {
        assert.match(signature, new RegExp(`\\b${parameter}\\??:`), `${name}: ${signature.split("\n")[0]}`);
        described += 1;
      }
    }
  }
  assert.ok(described > 60, `${described} parameters`);
});
