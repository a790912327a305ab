/**
 * Validates request bodies with the part of JSON Schema that the providers' documentation uses. It returns all failures
 * at once, as the providers do, and rejects undocumented properties: a misspelled field must not pass here and then
 * fail in production.
 */

import { isObject } from "../lib/json.js";
import { FORMATS } from "./formats.js";

/**
 * @typedef {object} Schema
 * @property {"string" | "object" | "array"} type
 * @property {string[]} [required]
 * @property {Record<string, Schema>} [properties]
 * @property {boolean} [open] other properties are allowed, because the documentation does not list them all
 * @property {Schema} [items]
 * @property {number} [minItems]
 * @property {readonly string[]} [enum]
 * @property {string} [format]
 * @property {string} [pattern]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 *
 * @typedef {"required" | "unknown" | "type" | "enum" | "format" | "pattern" | "minLength" | "maxLength"} Rule
 * @typedef {{ path: (string | number)[], rule: Rule, schema: Schema | undefined }} Failure
 * @typedef {Record<string, unknown>} JsonObject
 */

/**
 * @param {Schema} schema
 * @param {unknown} value
 * @param {(string | number)[]} [path]
 * @returns {Failure[]}
 */
export function check(schema, value, path = []) {
  if (schema.type === "object") return isObject(value) ? checkObject(schema, value, path) : [{ path, rule: "type", schema }];
  if (schema.type === "array") {
    if (!Array.isArray(value)) return [{ path, rule: "type", schema }];
    const { items, minItems = 0 } = schema;
    if (value.length < minItems) return [{ path, rule: "required", schema }];
    return items === undefined ? [] : value.flatMap((item, index) => check(items, item, [...path, index]));
  }
  return typeof value === "string" ? checkString(schema, value, path) : [{ path, rule: "type", schema }];
}

/**
 * @param {Schema} schema
 * @param {JsonObject} value
 * @param {(string | number)[]} path
 * @returns {Failure[]}
 */
function checkObject(schema, value, path) {
  const { properties = {}, required = [], open = false } = schema;
  /** @type {Failure[]} */
  const failures = [];
  for (const [name, property] of Object.entries(properties)) {
    if (Object.hasOwn(value, name)) failures.push(...check(property, value[name], [...path, name]));
    else if (required.includes(name)) failures.push({ path: [...path, name], rule: "required", schema: property });
  }
  if (open) return failures;
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(properties, name)) failures.push({ path: [...path, name], rule: "unknown", schema: undefined });
  }
  return failures;
}

/**
 * Returns at most one failure: the first rule that the string violates.
 * @param {Schema} schema
 * @param {string} text
 * @param {(string | number)[]} path
 * @returns {Failure[]}
 */
function checkString(schema, text, path) {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  const length = [...text].length; // JSON Schema counts code points
  /** @type {Rule | undefined} */
  let rule;
  if (schema.enum !== undefined && !schema.enum.includes(text)) rule = "enum";
  else if (length < minLength) rule = "minLength";
  else if (length > maxLength) rule = "maxLength";
  else if (pattern !== undefined && !new RegExp(pattern).test(text)) rule = "pattern";
  else if (format !== undefined && !FORMATS[format](text)) rule = "format";
  return rule === undefined ? [] : [{ path, rule, schema }];
}

/** Returns a message for developers; it never contains the value that was sent. @param {Failure} failure */
export function explain({ rule, schema }) {
  switch (rule) {
    case "required":
      return "Required";
    case "unknown":
      return "Unrecognized property";
    case "type":
      return `Expected ${schema?.type}`;
    case "enum":
      return `Must be one of: ${schema?.enum?.join(", ")}`;
    case "minLength":
      return `Must contain at least ${schema?.minLength} character(s)`;
    case "maxLength":
      return `Must contain at most ${schema?.maxLength} character(s)`;
    case "pattern":
      return `Must match ${schema?.pattern}`;
    case "format":
      return `Invalid ${schema?.format} format`;
  }
}
