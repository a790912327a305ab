/**
 * What browsers load runs in the browsers of docs/runtimes.md: its syntax and its regular expressions are those of
 * ES2022, and it calls no method that is newer.
 */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { parse } from "acorn";
import { nodesOf, shippedScripts } from "../helpers/shipped/index.mjs";

const IN_BROWSERS = /^(?:asset |form\/|module\/(?!client\/|entry\/(?!inline))|service\/(?:provider\/own-|react\/|page\/[\w-]+\.js$))/;
/** Of ES2018, but in Safari since 16.4 only, as static blocks of classes. */
const LOOKBEHIND = /\(\?<[=!]/;
const NEWER =
  /^(?:canParse|findLast|findLastIndex|fromAsync|groupBy|isWellFormed|toReversed|toSorted|toSpliced|toWellFormed|withResolvers|isSubsetOf|isDisjointFrom)$/;

/** Returns what in a script is newer; `undefined` if nothing is. */
function newer(script) {
  try {
    parse(script.text, { ecmaVersion: 2022, sourceType: "module" });
  } catch (error) {
    return `${script.name}: ${error.message}`;
  }
  for (const { type, regex, property } of nodesOf(script)) {
    const name = type === "MemberExpression" ? (property.name ?? property.value) : undefined;
    if (type === "StaticBlock" || NEWER.test(name) || (regex && LOOKBEHIND.test(regex.pattern)))
      return `${script.name}: ${name ?? regex?.pattern ?? type}`;
  }
}

describe("what browsers load", () => {
  let scripts;
  before(async () => {
    scripts = (await shippedScripts()).filter(({ name }) => IN_BROWSERS.test(name));
  });

  test("has nothing that is newer than ES2022", () => {
    assert.ok(scripts.length > 100, `${scripts.length}`);
    assert.deepEqual(scripts.map(newer).filter(Boolean), []);
  });
});
