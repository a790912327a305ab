/**
 * The schemas that the sandbox of `kyclink/testing` checks requests with: those of tests/schemas, which were written
 * from the providers' documents, without references. `assemble.mjs` writes them into the package.
 */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromOpenApi } from "../../tests/schemas/openapi.mjs";

const FOLDER = new URL("../../tests/schemas/", import.meta.url);

/** The keywords that `schema.js` of the sandbox validates; a provider's rules choose the branch of a condition. */
const KEYWORDS = new Set([
  ...["type", "enum", "anyOf", "then", "else"],
  ...["properties", "required", "dependentRequired", "additionalProperties"],
  ...["items", "minItems", "minLength", "maxLength", "pattern", "format"],
]);
/** Keywords that are left out, because the sandbox's own rules check what they say. */
const LEFT_OUT = ["if", "not"];
/** The keywords whose value is a schema. */
const NESTED = ["items", "additionalProperties", "then", "else"];

/** The files that the schemas are made of. */
export const SCHEMA_FILES = [...readdirSync(FOLDER).map((name) => new URL(name, FOLDER)), import.meta.url].map((url) => fileURLToPath(url));

const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));

/** Returns, by provider and name, the schemas of the bodies and queries that endpoints.json lists. */
export function sandboxSchemas() {
  return mapped(read("endpoints"), ({ endpoints }, provider) => {
    const { $defs } = provider === "bridge" ? fromOpenApi(read("bridge-openapi")) : read(provider);
    const names = endpoints.flatMap(({ request: { body = [], query } }) => [...body, query]);
    return Object.fromEntries(names.filter((name) => name).map((name) => [name, inlined($defs[name], $defs)]));
  });
}

/** The module of the package that holds the schemas. */
export function schemasModule() {
  const providers = Object.entries(sandboxSchemas()).map(([provider, schemas]) => {
    const lines = Object.entries(schemas).map(([name, schema]) => `    ${name}: ${JSON.stringify(schema)},\n`);
    return `  ${provider}: {\n${lines.join("")}  },\n`;
  });
  const type = 'Record<string, Record<string, import("./schema.js").Schema>>';
  return `/** The request schemas of the providers' documents. @type {${type}} */\nexport const SCHEMAS = {\n${providers.join("")}};\n`;
}

/** Returns a schema with what it refers to beside its own keywords, as one. */
function whole({ $ref, unevaluatedProperties, ...own }, defs) {
  const { properties, ...base } = $ref ? whole(defs[$ref.split("/").at(-1)], defs) : {};
  const ends = unevaluatedProperties === undefined ? {} : { additionalProperties: unevaluatedProperties };
  return { ...base, ...own, ...(properties && { properties: { ...properties, ...own.properties } }), ...ends };
}

/** Returns a schema in which each reference is replaced by what it refers to. */
function inlined(given, defs) {
  const schema = whole(given, defs);
  if (schema.const !== undefined) return { enum: [schema.const] };
  const known = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !LEFT_OUT.includes(keyword)));
  const unknown = Object.keys(known).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown !== undefined) throw new Error(`pkg-template/kit/testing/schema.js does not know the keyword ${unknown}`);
  return mapped(known, (value, keyword) => {
    if (keyword === "properties") return mapped(value, (property) => inlined(property, defs));
    return NESTED.includes(keyword) && typeof value === "object" ? inlined(value, defs) : value;
  });
}

const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
