/**
 * Every field of a shape against the schemas of both APIs in tests/schemas, which were written from the documents.
 * Shapes are read through the JSON Schemas of the package. The declarations are generated from the shapes.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromOpenApi } from "../../../schemas/openapi.mjs";
import { esm } from "../../helpers/install/index.mjs";
import { endpoints } from "../../helpers/schemas/conformance.mjs";

const { schema } = await esm();

/** Where an input has fields that a request has in another place. */
const BODIES = { "spherepay.createKycLink": "applicant" };

/** The members of a JSON Schema's object, below a path, whichever of its variants has them. */
function members(root, schema) {
  if (typeof schema !== "object" || schema === null) return {};
  const referred = schema.$ref && root.$defs[schema.$ref.split("/").at(-1)];
  const parts = [referred, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), schema.then, schema.else];
  const merged = {};
  for (const part of [schema.properties ?? {}, ...parts.map((part) => members(root, part))])
    for (const [name, value] of Object.entries(part)) if (value !== false) merged[name] = [...(merged[name] ?? []), value].flat();
  return merged;
}

/** The paths of all members. */
function* paths(root, schemas, path = "") {
  for (const schema of schemas) {
    for (const [name, inner] of Object.entries(members(root, schema))) {
      yield `${path}/${name}`;
      yield* paths(root, inner, `${path}/${name}`);
    }
    const target = schema.$ref ? root.$defs[schema.$ref.split("/").at(-1)] : schema;
    if (target.items) yield* paths(root, [target.items], `${path}/-`);
  }
}

const read = (name) => JSON.parse(readFileSync(new URL(`../../../schemas/${name}.json`, import.meta.url), "utf8"));
const schemaOf = (provider) => (provider === "bridge" ? fromOpenApi(read("bridge-openapi")) : read(provider));

/** Our name for a field of the wire. */
const ours = (path) => path.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** The fields that the documents give an operation: those of its body, its query and its path. */
function documented({ operation, path, request }, provider) {
  const root = schemaOf(provider);
  const named = [...(request.body ?? []), request.query].filter(Boolean).map((name) => root.$defs[name]);
  const below = BODIES[operation] ? `/${BODIES[operation]}` : "";
  const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `/${name === "id" ? "customerId" : name}`);
  const all = [...params, ...(below ? [below] : []), ...paths(root, named, below)];
  return new Set(provider === "bridge" ? all.map(ours) : all);
}

/** The fields of an operation's shape. */
function own(operation) {
  const shape = schema(operation)["~standard"].jsonSchema.output({ target: "draft-2020-12" });
  return [...paths(shape, [shape])].filter((path) => path !== "/extra");
}

test("every field of a shape is in the schemas of the documents", () => {
  const missing = [];
  let count = 0;
  for (const [provider, list] of Object.entries(endpoints)) {
    for (const endpoint of list.filter(({ operation }) => operation)) {
      const known = documented(endpoint, provider);
      const fields = own(endpoint.operation);
      count += fields.length;
      missing.push(...fields.filter((name) => !known.has(name)).map((name) => `${endpoint.operation} ${name}`));
    }
  }
  assert.ok(count > 100, `${count} fields`);
  assert.deepEqual(missing, [], "tests/schemas lacks these fields");
});
