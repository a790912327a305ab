// The JSON Schema of a provider of one's own.

import { FIELD_RULES } from "./field-rules.js";
import { PARTS } from "./own-values.js";

/** @typedef {Record<string, any>} Members */

/**
 * Returns the JSON Schema as src/rules/json_schema.rs describes it, with the fields of built-in operations.
 *
 * @param {import("./own.js").OwnOperation} operation
 * @param {"input" | "output"} side
 * @param {(operation: string) => Members} of
 */
export function schemaOf(operation, side, of) {
  /** @param {string} name @returns {Members} */
  const fieldOf = (name) => {
    const [other, path] = FIELD_RULES[name];
    return path.split(".").reduce((inner, step) => propertyOf(inner.anyOf?.[1] ?? inner, step), of(other));
  };
  const absent = fieldOf("birthDate").anyOf?.[0];
  /** @param {string} prefix @param {(name: string) => boolean | undefined} use @returns {Members} */
  const object = (prefix, use) => {
    const names = (prefix === "" ? [...PARTS.keys()] : (PARTS.get(prefix.slice(0, -1)) ?? [])).filter(
      (name) => use(prefix + name) !== undefined,
    );
    const required = names.filter((name) => use(prefix + name));
    const properties = names.map((name) => {
      const field = prefix + name;
      const given = PARTS.get(field)?.length
        ? { type: "object", ...object(`${field}.`, (inner) => operation.isRequired(inner)) }
        : fieldOf(field);
      const { anyOf: [blank, kind] = [absent, given] } = given;
      return [name, side === "output" || use(field) === true ? kind : { anyOf: [blank, kind] }];
    });
    return { properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
  };
  const { properties, ...common } = object("", (name) => operation.use(name));
  if (properties.type.enum) properties.type = { ...properties.type, enum: operation.types };
  const cases = operation.types
    .map((type) => ({
      if: { properties: { type: { const: type } }, required: ["type"] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: object("", (name) => (operation.use(name) === undefined ? operation.use(name, type) : undefined)),
    }))
    .filter((one) => Object.keys(one.then.properties).length > 0);
  const { $schema } = of(FIELD_RULES.type[0]);
  return { $schema, type: "object", properties, ...common, ...(cases.length > 0 && { allOf: cases }) };
}

/**
 * @param {Members} schema that of an object
 * @param {string} name
 * @returns {Members}
 */
function propertyOf({ properties, allOf = [] }, name) {
  const all = [properties, ...allOf.map((/** @type {Members} */ { then }) => then.properties)];
  return all.find((one) => Object.hasOwn(one, name))[name];
}
