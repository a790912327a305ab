/**
 * All regular expressions of the package take linear time: those in its scripts, those in its JSON Schemas, which
 * validators run, and those of the sandbox. `recheck` decides by the automaton of an expression; one that it cannot
 * decide is refused.
 */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { esm } from "../helpers/install/index.mjs";
import { nodesOf, shippedScripts } from "../helpers/shipped/index.mjs";

// The checker in JavaScript, which is the same on every machine.
process.env.RECHECK_BACKEND = "pure";
const { checkSync } = await import("recheck");

const LIMITS = { checker: "automaton", timeout: 120_000 };
/** Returns what is wrong with an expression; `undefined` for one that takes linear time. */
function wrong({ source, flags = "" }) {
  const { status, complexity, error } = checkSync(source, flags, LIMITS);
  return status === "safe" ? undefined : `/${source}/${flags}: ${complexity?.summary ?? error?.kind ?? status}`;
}

/**
 * Where an expression is made of strings: of the digits of a phone number, to find them in what was typed, and of the
 * `pattern` of a schema of the sandbox, which is checked where the schema is.
 */
const MADE = [/^new RegExp\(`\$\{\[\.\.\.\w+\]\.join\("\\\\D\*"\)\}\\\\D\*\$`\)$/, /^new RegExp\(pattern\)$/];
const EXAMPLE_MADE = { source: "0\\D*1\\D*1\\D*5\\D*5\\D*5\\D*$" };

/** Lists the expressions of a script, and the calls that make one. */
function expressionsOf(script) {
  const found = [];
  for (const node of nodesOf(script)) {
    if (node.type === "Literal" && node.regex) found.push({ source: node.regex.pattern, flags: node.regex.flags });
    const isPattern = node.type === "Property" && (node.key.name ?? node.key.value) === "pattern";
    if (isPattern && typeof node.value.value === "string") found.push({ source: node.value.value });
    const isCall = node.type === "NewExpression" || node.type === "CallExpression";
    if (isCall && node.callee.name === "RegExp") found.push({ made: script.text.slice(node.start, node.end) });
  }
  return found.map((expression) => ({ ...expression, name: script.name }));
}

/** Lists the values of all members `pattern` in a JSON Schema. */
function patternsIn(schema) {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) => (name === "pattern" && typeof value === "string" ? [value] : patternsIn(value)));
}

describe("regular expressions", () => {
  let expressions;
  before(async () => {
    expressions = (await shippedScripts()).flatMap(expressionsOf);
  });

  test("in the scripts", () => {
    const literals = expressions.filter(({ made }) => made === undefined);
    const all = new Map(literals.map((expression) => [`/${expression.source}/${expression.flags ?? ""}`, expression]));
    assert.ok(all.size > 50, `only ${all.size}`);
    for (const found of ["/\\b(iPhone|iPad|iPod|Macintosh)\\b/", "/(?:^|;)[ \\t]*__Host-kyclink=([^;]*)/g"])
      assert.ok(all.has(found), found);
    assert.deepEqual([...all.values()].map((one) => wrong(one) && `${one.name} ${wrong(one)}`).filter(Boolean), []);
  });

  test("made of strings", () => {
    const made = expressions.filter(({ made }) => made !== undefined);
    assert.deepEqual(
      made.filter(({ made }) => !MADE.some((known) => known.test(made))),
      [],
    );
    assert.equal(wrong(EXAMPLE_MADE), undefined);
  });

  test("in the JSON Schemas", async () => {
    const { operations, schema } = await esm();
    const schemas = operations().map((operation) => schema(operation)["~standard"].jsonSchema.input({ target: "draft-2020-12" }));
    const patterns = [...new Set(schemas.flatMap(patternsIn))];
    assert.ok(patterns.length > 5, `only ${patterns.length}`);
    assert.deepEqual(patterns.map((source) => wrong({ source, flags: "u" })).filter(Boolean), []);
  });
});
