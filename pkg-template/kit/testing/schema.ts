/**
 * Validates requests with the part of JSON Schema that `schemas.js` uses. It returns all failures at once, as the
 * providers do.
 */

import { isObject } from "../../module/json.ts";
import { FORMATS } from "./formats.ts";

export interface RequestSchema {
  type?: string | string[];
  required?: string[];
  dependentRequired?: Record<string, string[]>;
  anyOf?: { required: string[] }[];
  properties?: Record<string, RequestSchema>;
  additionalProperties?: boolean | RequestSchema;
  then?: RequestSchema;
  else?: RequestSchema;
  items?: RequestSchema;
  minItems?: number;
  enum?: readonly string[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
}

type Rule = "required" | "unknown" | "parameter" | "type" | "enum" | "format" | "pattern" | "minLength" | "maxLength";

export type Failure = { path: (string | number)[]; rule: Rule; schema: RequestSchema | undefined };

export type JsonObject = Record<string, unknown>;

/**
 * Returns an object's schema with what the documentation says about its properties in sentences.
 *
 * @param sentences by property
 */
export function withProse(schema: RequestSchema, sentences: Record<string, RequestSchema>): RequestSchema {
  const refined = Object.entries(sentences).map(([name, rules]) => [name, { ...schema.properties?.[name], ...rules }]);
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(refined) } };
}

/** Validates each parameter of a query. */
export function checkQuery(schema: RequestSchema, query: URLSearchParams): Failure[] {
  const failures = [...query].flatMap(([name, value]) => check(schema, { [name]: value }));
  return failures.map((failure) => (failure.rule === "unknown" ? { ...failure, rule: "parameter" } : failure));
}

export function check(schema: RequestSchema, value: unknown, path: (string | number)[] = []): Failure[] {
  if (schema.type !== undefined && ![schema.type].flat().includes(typeName(value))) return [{ path, rule: "type", schema }];
  if (isObject(value)) return checkObject(schema, value, path);
  if (!Array.isArray(value)) return typeof value === "string" ? checkString(schema, value, path) : [];
  const { items, minItems = 0 } = schema;
  if (value.length < minItems) return [{ path, rule: "required", schema }];
  return items === undefined ? [] : value.flatMap((item, index) => check(items, item, [...path, index]));
}

/** @param value from JSON */
function typeName(value: unknown) {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function checkObject(schema: RequestSchema, value: JsonObject, path: (string | number)[]): Failure[] {
  const { properties = {}, additionalProperties = true } = schema;
  const missing = missingNames(schema, value);
  const failures: Failure[] = [];
  for (const [name, property] of Object.entries(properties)) {
    if (Object.hasOwn(value, name)) failures.push(...check(property, value[name], [...path, name]));
    else if (missing.includes(name)) failures.push({ path: [...path, name], rule: "required", schema: property });
  }
  if (additionalProperties === true) return failures;
  for (const name of Object.keys(value).filter((name) => !Object.hasOwn(properties, name))) {
    if (additionalProperties === false) failures.push({ path: [...path, name], rule: "unknown", schema: undefined });
    else failures.push(...check(additionalProperties, value[name], [...path, name]));
  }
  return failures;
}

/** Of alternatives, the first one says what is missing. */
function missingNames({ required = [], anyOf = [], dependentRequired = {} }: RequestSchema, value: JsonObject) {
  const lacking = (names: string[]) => names.filter((name) => !Object.hasOwn(value, name));
  const alternatives = anyOf.map((alternative) => lacking(alternative.required));
  return [
    ...lacking(required),
    ...(alternatives.every((names) => names.length > 0) ? (alternatives[0] ?? []) : []),
    ...Object.entries(dependentRequired).flatMap(([name, names]) => (Object.hasOwn(value, name) ? lacking(names) : [])),
  ];
}

/** Returns at most one failure: the first rule that the string violates. */
function checkString(schema: RequestSchema, text: string, path: (string | number)[]): Failure[] {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  const length = [...text].length; // JSON Schema counts code points
  let rule: Rule | undefined;
  if (schema.enum !== undefined && !schema.enum.includes(text)) rule = "enum";
  else if (length < minLength) rule = "minLength";
  else if (length > maxLength) rule = "maxLength";
  else if (pattern !== undefined && !new RegExp(pattern).test(text)) rule = "pattern";
  else if (format !== undefined && !FORMATS[format](text)) rule = "format";
  return rule === undefined ? [] : [{ path, rule, schema }];
}

/** Returns a message for developers; it never contains the value that was sent. */
export function explain({ rule, schema }: Failure) {
  switch (rule) {
    case "required":
      return "Required";
    case "unknown":
      return "Unrecognized property";
    case "parameter":
      return "Unrecognized parameter";
    case "type":
      return `Expected ${[schema?.type].flat().join(" or ")}`;
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
