/**
 * Recorded shapes: what a provider's own documents, types and scripts say of its requests, responses and deliveries. Each
 * file names its source and version.
 *
 * A shape is a word, several separated by `|`, a list with the shape of its items, or an object with the shapes of its
 * members: `name?` may be missing, `*` stands for every name, and `...` lets in members that nobody has listed. `@name` is
 * one of the file's `words`, or a shape of its `types`.
 */

import { readFileSync } from "node:fs";

/** Reads the file of a provider. */
export const recorded = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));

const isText = (value) => typeof value === "string";
const matches = (pattern) => (value) => isText(value) && pattern.test(value);
const WORDS = {
  any: (value) => value !== undefined,
  null: (value) => value === null,
  string: isText,
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  uuid: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  date: matches(/^\d{4}-\d\d-\d\d$/),
  "date-time": matches(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/),
  url: (value) => isText(value) && URL.canParse(value),
};

/** Returns what is wrong with a value, for each place in it. */
export function problemsOf(file, shape, value, path = "") {
  if (isText(shape)) return shape.split("|").some((word) => isA(file, word, value, path)) ? [] : [`${path || "it"} is not ${shape}`];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path || "it"} is not a list`];
    return value.flatMap((item, at) => problemsOf(file, shape[0], item, `${path}/${at}`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path || "it"} is not an object`];
  const missing = Object.keys(shape).filter((name) => !/[?*]$|^\.\.\.$/.test(name) && value[name] === undefined);
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  return [
    ...missing.map((name) => `${path}/${name} is missing`),
    ...given.flatMap(([name, member]) => {
      const known = shape[name] ?? shape[`${name}?`] ?? shape["*"] ?? shape["..."];
      return known === undefined ? [`${path}/${name} is unknown`] : problemsOf(file, known, member, `${path}/${name}`);
    }),
  ];
}

function isA(file, word, value, path) {
  if (!word.startsWith("@")) return WORDS[word](value);
  const name = word.slice(1);
  return file.words[name]?.includes(value) ?? problemsOf(file, file.types[name], value, path).length === 0;
}

/** Returns what is wrong with a request and its response. */
export function problemsOfExchange(file, { method, url, body }, { status, json }) {
  const isOf = (one) => one.method === method && new RegExp(`^${one.path.replaceAll("{id}", "[^/]+")}$`).test(url.pathname);
  const exchange = file.exchanges.find(isOf);
  if (!exchange) return [`${method} ${url.pathname} is unknown`];
  const response = exchange.responses[status] ?? exchange.responses[`${String(status)[0]}xx`];
  if (!response) return [`${method} ${exchange.path}: ${status} is unknown`];
  return [
    ...problemsOf(file, exchange.query ?? {}, Object.fromEntries(url.searchParams), "query"),
    ...(exchange.request ? problemsOf(file, exchange.request, JSON.parse(body), "request") : []),
    ...(body && !exchange.request ? ["the request has a body"] : []),
    ...problemsOf(file, response, json, `response ${status}`),
  ].map((problem) => `${method} ${exchange.path}: ${problem}`);
}
