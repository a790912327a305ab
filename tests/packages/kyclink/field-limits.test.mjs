/**
 * Every field of every operation at its limit and one past it. The limits are those of the published JSON Schemas, so a
 * new field is tested without a word here, and a limit that only one of the two has shows.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { esm } from "../helpers/install/index.mjs";

const { operations, schema, validate } = await esm();
const NOW = Date.parse("2026-03-01T10:00:00Z");
const POLICIES = ["schema", "postal", "strict"];

/** What only a table of real things can accept: the values that a limit is tried with. */
const REAL = {
  "^[A-Za-z]{2,3}$": ["US", "USA", "DE", "deu"],
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": ["1990-01-31", "2024-02-29", "1900-12-31"],
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]": ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123456+14:00"],
  "^\\+[0-9]{7,15}$": ["+14155550123", "+4930123456"],
  "^\\+[1-9][0-9]{1,14}$": ["+14155550123", "+4930123456"],
};

/** Lists the fields of a schema: their paths, their schemas, and the values of other fields that they depend on. */
function fieldsOf(node, path = [], needs = []) {
  const all = [];
  const constraints = ["maxLength", "minLength", "enum", "minimum", "maximum"];
  const isField = constraints.some((name) => name in node) || (node.type === "string" && "pattern" in node);
  if (isField) all.push({ path, node, needs });
  for (const alternative of node.anyOf ?? []) all.push(...fieldsOf(alternative, path, needs));
  for (const { if: when, then } of node.allOf ?? []) {
    const values = Object.entries(when.properties).map(([name, { const: value }]) => [[...path, name], value]);
    all.push(...fieldsOf(then, path, [...needs, ...values]));
  }
  for (const [name, inner] of Object.entries(node.properties ?? {})) all.push(...fieldsOf(inner, [...path, name], needs));
  if (node.items) all.push(...fieldsOf(node.items, [...path, 0], needs));
  return all;
}

/** Returns an input that has this value at that path, and the values on which the field depends. */
function inputWith({ path, needs }, value) {
  const input = {};
  for (const [place, given] of [...needs, [path, value]]) {
    let target = input;
    for (const [at, step] of place.entries()) {
      if (at === place.length - 1) target[step] = given;
      else {
        target[step] ??= typeof place[at + 1] === "number" ? [] : {};
        target = target[step];
      }
    }
  }
  return input;
}

/** The codes of the issues that concern this field. Others are about what the input does not have. */
function issuesAt(operation, field, value, options) {
  const verdict = validate(operation, inputWith(field, value), { now: NOW, ...options });
  const pointer = field.path.map((step) => `/${step}`).join("");
  assert.ok(!verdict.warnings.some((warning) => warning.pointer === pointer && warning.code === "unknown_field"), pointer);
  return (verdict.issues ?? []).filter((issue) => issue.pointer === pointer);
}

/**
 * An email address of exactly so many characters: a label has at most 63 (RFC 1035), what is before the at sign 64 (RFC
 * 5321).
 */
function emailOf(length) {
  const domain = [];
  for (let left = length - 65; left > 0; left -= 64) domain.push("b".repeat(Math.min(63, left)));
  const text = `${"a".repeat(64)}@${domain.join(".")}`;
  return text.length === length ? text : `${text.slice(0, -1)}c`.padEnd(length, "d");
}

/** Reads an expression as parts: a character of each class, and how often it may be there. */
function partsOf(pattern) {
  const plain = pattern
    .replace(/\(\?![^)]*\)/, "")
    .replace(/^\^/, "")
    .replace(/\$$/, "");
  if (plain.includes("(")) return undefined;
  const parts = plain.matchAll(/(\\.|\[(?:\\.|[^\]])+\]|[^[\\{])(?:\{(\d+)(?:,(\d+))?\}|([+*]))?/g);
  return [...parts].map(([, one, least, most, sign]) => {
    const start = one.startsWith("[") ? one[1] : one.at(-1);
    const char = one.startsWith("[^") ? "x" : start;
    return { char, least: Number(least ?? 1), most: Number(most ?? least ?? 1), isCounted: least !== undefined, sign };
  });
}

/** A text with the least of each part, and so many of this one. */
const textOf = (parts, counted, count) => parts.map((part) => part.char.repeat(part === counted ? count : part.least)).join("");

let tried = 0;

for (const operation of operations()) {
  describe(operation, () => {
    const fields = fieldsOf(schema(operation)["~standard"].jsonSchema.input({ target: "draft-2020-12" }));
    const accepts = (field, value, options) => {
      tried++;
      const issues = issuesAt(operation, field, value, options);
      assert.deepEqual(issues, [], `${field.path.join(".")}: ${`${JSON.stringify(value)}`.slice(0, 300)}`);
    };
    const refuses = (field, value, code, options) => {
      tried++;
      const codes = issuesAt(operation, field, value, options).map((issue) => issue.code);
      assert.ok(
        code === undefined ? codes.length > 0 : codes.includes(code),
        `${field.path.join(".")}: ${codes} for ${`${JSON.stringify(value)}`.slice(0, 300)}`,
      );
    };

    test("a text with a longest length has it, in characters, and not one more", () => {
      for (const field of fields.filter(({ node }) => node.maxLength !== undefined)) {
        const { maxLength, pattern = "" } = field.node;
        const isEmail = pattern.includes("@");
        const isLatin = field.path.at(-1).startsWith("transliterated");
        const chars = isLatin ? ["a", "é"] : ["a", "é", "😀"];
        const texts = isEmail ? [emailOf] : chars.map((char) => (length) => char.repeat(length));
        for (const policy of POLICIES) {
          for (const text of texts) {
            assert.equal([...text(maxLength)].length, maxLength);
            if (isEmail || policy === "schema") accepts(field, text(maxLength), { policy });
            refuses(field, text(maxLength + 1), "too_long", { policy });
            refuses(field, text(maxLength * 40), "too_long", { policy });
            const [{ params }] = issuesAt(operation, field, text(maxLength + 1), { policy }).filter(({ code }) => code === "too_long");
            assert.deepEqual([params.max, params.actual], [maxLength, maxLength + 1]);
          }
        }
        // White space around it does not count once it is normalized.
        if (!isEmail) accepts(field, `  ${"a".repeat(maxLength)}  `, { policy: "schema", normalize: true });
      }
    });

    test("a text without one may be long, and is kept whole", () => {
      for (const field of fields.filter(
        ({ node }) => node.minLength === 1 && node.maxLength === undefined && node.pattern?.startsWith("^[^"),
      )) {
        for (const length of [1, 255, 1000, 20_000]) accepts(field, "a".repeat(length), { policy: "schema" });
        refuses(field, "a\u0000b", "control_character");
      }
    });

    test("a list of values has each of them, and none beside", () => {
      for (const field of fields.filter(({ node }) => node.enum !== undefined)) {
        for (const value of field.node.enum) {
          if (field.needs.some(([place]) => place.join() === field.path.join())) continue;
          accepts(field, value);
          for (const other of [`${value}X`, `X${value}`, `${value} ${value}`, value.slice(0, -1)])
            if (!field.node.enum.includes(other)) refuses(field, other, "unknown_value");
        }
        for (const other of ["constructor", "toString", "__proto__", "0"]) refuses(field, other, "unknown_value");
        refuses(field, 5, "invalid_type");
      }
    });

    test("a number is within its range, and whole", () => {
      for (const field of fields.filter(({ node }) => node.minimum !== undefined)) {
        const { minimum, maximum } = field.node;
        for (const value of [minimum, minimum + 1, maximum - 1, maximum]) accepts(field, value);
        for (const value of [minimum - 1, maximum + 1, -maximum, 2 ** 53]) refuses(field, value, "number_range");
        for (const value of [minimum + 0.5, String(minimum), Number.NaN, Number.POSITIVE_INFINITY]) refuses(field, value);
      }
    });

    test("a counted part of a pattern has its least and its most, and not one less or more", () => {
      for (const field of fields.filter(({ node }) => /\{\d/.test(node.pattern ?? ""))) {
        const { pattern } = field.node;
        const parts = partsOf(pattern);
        if (parts === undefined) continue;
        for (const value of REAL[pattern] ?? []) accepts(field, value);
        for (const part of parts.filter(({ isCounted }) => isCounted)) {
          const isReal = pattern in REAL;
          if (!isReal) for (const count of [part.least, part.most]) accepts(field, textOf(parts, part, count));
          // An expression without an end says nothing about what is longer.
          if (pattern.endsWith("$")) refuses(field, textOf(parts, part, part.most + 1));
          // An empty text is no value, which an optional field may have.
          const short = part.least > 0 ? textOf(parts, part, part.least - 1) : "";
          if (short !== "") refuses(field, short);
        }
      }
    });

    test("an empty text is no value where one is required", () => {
      const whole = schema(operation)["~standard"].jsonSchema.input({ target: "draft-2020-12" });
      for (const name of whole.required ?? []) {
        for (const value of ["", undefined, null]) refuses({ path: [name], needs: [] }, value, "required");
      }
    });
  });
}

test("there are many limits", () => assert.ok(tried > 3000, `${tried}`));
