/**
 * Every shape against what else lists its fields: the input types in the package's declarations, and the schemas of both
 * APIs in tests/schemas, which were written from the documents. Shapes are read through the JSON Schemas of the package.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { copy, esm } from "./install/index.mjs";
import { endpoints } from "./schemas/conformance.mjs";

const { operations, schema } = await esm();
const TSC = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));

/** Where a type differs from the shape on purpose. A line that no longer holds fails the test. */
const TYPE_DIFFERENCES = {
  // One applicant serves every provider: SpherePay ignores what only Grid takes, and leaves out what it does not need.
  "spherepay.onboard /: not in the shape": ["currencies", "endUserTermsConsent", "region"],
  "spherepay.onboard /address: optional in the type": ["city"],
  "spherepay.onboard /business: required in the type": ["country", "incorporatedOn", "legalName", "taxId"],
  "spherepay.onboard /business: not in the type": ["entityType"],
  "spherepay.onboard /business: not in the shape": ["estimatedAnnualRevenueInUsd"],
  // The object is open: a field whose type SpherePay does not publish is sent as given.
  "spherepay.createCustomer /businessInformation: not in the shape": ["estimatedAnnualRevenueInUsd"],
  // In a country without postal codes the address is left out, and only its country matters.
  "grid.onboard /address: required in the type": ["line1"],
};

/** Where an input has fields that a request has in another place. */
const BODIES = { "spherepay.createKycLink": "applicant" };

/** What the compiler says of an assertion that does not hold. */
const REPORT = /where: "(?<where>[^"]+?)(?: \([^)]*\))?"; fields: (?<fields>[^;]+); }/;

/** The shape of an operation: the output's schema has all fields, the input's says what is required. */
function shapeOf(operation) {
  const { jsonSchema } = schema(operation)["~standard"];
  const options = { target: "draft-2020-12" };
  return object(jsonSchema.output(options), jsonSchema.input(options));
}

function object(output, input) {
  const given = input.properties ?? {};
  const members = Object.entries(output.properties).map(([name, value]) => [name, kind(value, given[name] ?? value)]);
  return {
    fields: Object.fromEntries(members),
    required: input.required ?? [],
    anyOf: (input.anyOf ?? []).map(({ required }) => required[0]),
    cases: (output.allOf ?? []).map(({ if: condition, then }, at) => {
      const [[name, { const: value }]] = Object.entries(condition.properties);
      return { name, value, ...object(then, input.allOf[at].then) };
    }),
  };
}

function kind(output, input) {
  const given = input.properties || !input.anyOf ? input : input.anyOf.find((one) => !Array.isArray(one.type));
  if (output.type === "array") return { list: kind(output.items, given.items ?? output.items) };
  if (output.type === "object") return output.properties ? { object: object(output, given) } : { type: "object" };
  return { type: output.type, words: output.enum };
}

/** Every object of a shape with its path. */
function* objects(shape, path) {
  yield { path, shape };
  for (const { fields } of [shape, ...shape.cases]) {
    for (const [name, value] of Object.entries(fields)) {
      const at = value.list ? [...path, name, "-"] : [...path, name];
      const inner = (value.list ?? value).object;
      if (inner) yield* objects(inner, at);
    }
  }
}

/** The types that the assertions use. A type is a union if an operation takes several forms of an input. */
const PRELUDE = `import type { Operations } from "kyclink";
type Keys<T> = T extends unknown ? keyof { [K in keyof T as string extends K ? never : K]: 1 } : never;
type Present<T> = T extends unknown ? keyof { [K in keyof T as string extends K ? never : [Exclude<T[K], undefined>] extends [never] ? never : K]: 1 } : never;
type Required<T> = T extends unknown ? keyof { [K in keyof T as string extends K ? never : {} extends Pick<T, K> ? never : K]: 1 } : never;
type Lacking<T, All> = T extends unknown ? Exclude<All, Required<T>> : never;
type Always<T> = Exclude<Required<T>, Lacking<T, Required<T>>>;
type Member<T, K> = T extends unknown ? (K extends keyof T ? Exclude<T[K], undefined | null> : never) : never;
type Element<T> = T extends readonly (infer E)[] ? E : never;
type Only<T, K, V> = T extends unknown ? (K extends keyof T ? (V extends T[K] ? T : never) : never) : never;
type Splits<T, K, V> = [T] extends [Only<T, K, V>] ? false : true;
type If<C, A, B> = C extends true ? A : B;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? never : A) : A;
type Differs<Where extends string, D> = [D] extends [never] ? true : { where: Where; fields: D };
`;

const union = (names) => names.map((name) => JSON.stringify(name)).join(" | ") || "never";
const PRIMITIVES = { string: "string", integer: "number", boolean: "boolean" };

/** Assertions about one operation's input type, one per line, with what each is about. */
function* assertions(operation) {
  for (const { path, shape } of objects(shapeOf(operation), [])) {
    let type = `Operations["${operation}"]["input"]`;
    for (const name of path) type = name === "-" ? `Element<${type}>` : `Member<${type}, "${name}">`;
    const where = (what) => `${operation} /${path.join("/")}: ${what}`;
    const all = [shape, ...shape.cases];
    const names = all.flatMap(({ fields }) => Object.keys(fields));
    for (const { of, is, fields, required } of variants(shape)) {
      const only = of ? `Only<${type}, "${of}", "${is}">` : type;
      const label = of ? ` (${of}: ${is})` : "";
      // A type that does not distinguish the variants has the fields of all, and requires what all require.
      const wanted = (own, common) => (of ? `If<Splits<${type}, "${of}", "${is}">, ${union(own)}, ${union(common)}>` : union(own));
      const needed = wanted(required, shape.required);
      yield [where(`not in the type${label}`), `Exclude<${wanted(fields, names)}, Keys<${only}>>`];
      yield [where(`not in the shape${label}`), `Exclude<Present<${only}>, ${wanted(fields, names)}>`];
      yield [where(`optional in the type${label}`), `Exclude<${needed}, Always<${only}>>`];
      yield [where(`required in the type${label}`), `Exclude<Always<${only}>, ${needed}>`];
    }
    for (const [name, value] of all.flatMap(({ fields }) => Object.entries(fields))) {
      const { words, type: primitive } = value.list ?? value;
      const expected = words ? union(words) : PRIMITIVES[primitive];
      if (!expected) continue;
      const member = `Member<${type}, "${name}">`;
      yield [where(`another type of ${name}`), `Same<${value.list ? `Element<${member}>` : member}, ${expected}>`];
    }
  }
}

/** The variants of an object, each with its fields; an object without variants is one. */
function variants({ fields, required, anyOf, cases }) {
  const names = Object.keys(fields);
  if (cases.length === 0) return [{ fields: names, required }];
  const [{ name: of }] = cases;
  return fields[of].words.map((is) => {
    const own = cases.filter(({ value }) => value === is);
    const has = [...names, ...own.flatMap((one) => Object.keys(one.fields))];
    const either = anyOf.filter((name) => has.includes(name));
    const needed = [...required, ...own.flatMap((one) => one.required), ...(either.length === 1 ? either : [])];
    return { of, is, fields: has, required: needed };
  });
}

/** What the compiler says about the assertions: `where: fields`. */
function differences() {
  const { folder } = copy();
  const all = operations().flatMap((operation) => [...assertions(operation)]);
  const lines = all.map(([where, type], at) => `export const a${at}: Differs<${JSON.stringify(where)}, ${type}> = true;`);
  writeFileSync(join(folder, "shapes.ts"), `${PRELUDE}${lines.join("\n")}\n`);
  const options = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--skipLibCheck", "--pretty", "false", "--noErrorTruncation"];
  try {
    execFileSync(TSC, [...options, "--module", "node16", "--target", "es2022", "shapes.ts"], { cwd: folder, encoding: "utf8" });
    return { all, found: [] };
  } catch ({ stdout }) {
    return { all, found: stdout.split("\n").filter(Boolean) };
  }
}

/** Differences by where they are, without the listed ones; a listed one that is not found is a difference, too. */
function unexpected(found, listed) {
  const left = Object.entries(listed).filter(([where, fields]) => String(found[where]) !== String(fields));
  const other = Object.entries(found).filter(([where]) => !(where in listed));
  return Object.fromEntries([...left.map(([where, fields]) => [where, { listed: fields, found: found[where] ?? [] }]), ...other]);
}

test("every field of a shape is in the declarations with the same type and required-ness, and the other way round", (t) => {
  const { all, found } = differences();
  t.diagnostic(`${all.length} assertions`);
  assert.ok(all.length > 300);
  const byPlace = {};
  for (const line of found) {
    const { where, fields } = REPORT.exec(line)?.groups ?? assert.fail(line);
    byPlace[where] = fields
      .split(" | ")
      .map((name) => name.replaceAll('"', ""))
      .sort();
  }
  assert.deepEqual(unexpected(byPlace, TYPE_DIFFERENCES), {});
});

/** The members of a JSON Schema's object, below a path, whichever of its variants has them. */
function members(root, schema) {
  if (typeof schema !== "object" || schema === null) return {};
  if (schema.$ref) return members(root, root.$defs[schema.$ref.split("/").at(-1)]);
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), schema.then, schema.else];
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

/** The fields that the documents give an operation: those of its body, its query and its path. */
function documented({ operation, path, request }, provider) {
  const root = JSON.parse(readFileSync(new URL(`../schemas/${provider}.json`, import.meta.url), "utf8"));
  const named = [...(request.body ?? []), request.query].filter(Boolean).map((name) => root.$defs[name]);
  const below = BODIES[operation] ? `/${BODIES[operation]}` : "";
  const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `/${name === "id" ? "customerId" : name}`);
  return new Set([...params, ...(below ? [below] : []), ...paths(root, named, below)]);
}

test("every field of a shape is in the schemas of the documents", () => {
  const missing = [];
  for (const [provider, list] of Object.entries(endpoints)) {
    for (const endpoint of list.filter(({ operation }) => operation)) {
      const { operation } = endpoint;
      const known = documented(endpoint, provider);
      const own = new Set();
      for (const { path, shape } of objects(shapeOf(operation), []))
        for (const { fields } of [shape, ...shape.cases]) for (const name of Object.keys(fields)) own.add(["", ...path, name].join("/"));
      missing.push(...[...own].filter((name) => !known.has(name)).map((name) => `${operation} ${name}`));
    }
  }
  assert.deepEqual(missing, [], "tests/schemas lacks these fields");
});
