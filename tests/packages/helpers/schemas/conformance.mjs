/**
 * Checks whether a request or a response conforms to the schemas of tests/schemas. They were written from the
 * documentation, independently of the library, so that it can be checked against them, as can the sandbox's responses.
 */

import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { iso31661 } from "iso-3166";
import { examplesOf, fromOpenApi } from "../../../schemas/openapi.mjs";

/** Reads one of the files of tests/schemas as it is. */
export const read = (name) => JSON.parse(readFileSync(new URL(`../../../schemas/${name}.json`, import.meta.url), "utf8"));

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const DATE = /^(\d{4}-\d{2}-\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

const isDay = (text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/**
 * The formats that the schemas use, as their standards define them; the countries are those of the package `iso-3166`.
 */
const FORMATS = {
  email: new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})*$`),
  date: (text) => DATE.test(text) && isDay(text),
  "date-time": (text) => isDay(DATE_TIME.exec(text)?.[1] ?? "none"),
  uri: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/.test(text) && URL.canParse(text),
  "json-pointer": /^(?:\/(?:[^~/]|~[01])*)*$/,
  "iso3166-1-alpha-2": (text) => iso31661.some(({ alpha2 }) => alpha2 === text),
  "iso3166-1-alpha-3": (text) => iso31661.some(({ alpha3 }) => alpha3 === text),
};

const openapi = read("bridge-openapi");

/** Every endpoint by provider, with the responses that each of them has, and the documents' own requests and responses. */
export const endpoints = Object.fromEntries(
  Object.entries(read("endpoints")).map(([provider, { everywhere, endpoints }]) => [
    provider,
    endpoints.map((endpoint) => ({ ...endpoint, responses: { ...everywhere, ...endpoint.responses } })),
  ]),
);
export const examples = { ...read("examples"), bridge: { requests: [], responses: examplesOf(openapi) } };

const ajv = new Ajv2020.default({
  strict: true,
  strictRequired: false,
  allErrors: true,
  allowUnionTypes: true,
  formats: FORMATS,
  schemas: [read("spherepay"), read("grid"), fromOpenApi(openapi)],
});

/** How a value violates a schema: a list of sentences, empty if it conforms. */
export function faults(provider, schema, value) {
  const check = ajv.getSchema(`${provider}#/$defs/${schema}`);
  if (check(value)) return [];
  return check.errors.map(({ instancePath, message, params }) => `${schema}${instancePath} ${message} ${JSON.stringify(params)}`);
}

/** The endpoint that a method and a path below the base URL mean, with the path's parameters as they are written. */
export function find(provider, method, path) {
  for (const endpoint of endpoints[provider]) {
    const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const pattern = endpoint.path.replaceAll(/\{\w+\}/g, "([^/]+)");
    const match = endpoint.method === method && new RegExp(`^${pattern}$`).exec(path);
    if (match) return { endpoint, params: Object.fromEntries(names.map((name, index) => [name, match[index + 1]])) };
  }
  return undefined;
}

/**
 * `target` is path and query below the base URL, `headers` have names in any case, `body` is text.
 * A literal segment wins over a parameter because endpoints.json lists it first.
 */
export function requestFaults(provider, { method, target, headers, body }) {
  const { pathname, searchParams } = new URL(target, "https://base.example");
  const found = find(provider, method, pathname);
  if (found === undefined) return [`${method} ${pathname} is no endpoint`];
  const { request } = found.endpoint;
  const wrong = [...searchParams.keys()].length > 0 && !request.query ? ["there is no query"] : [];
  if (request.query) wrong.push(...faults(provider, request.query, Object.fromEntries(searchParams)));
  for (const [name, schema] of Object.entries(request.params ?? {}))
    wrong.push(...faults(provider, schema, decodeURIComponent(found.params[name])));
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  wrong.push(...faults(provider, request.headers ?? (body === undefined ? "Headers" : "JsonHeaders"), sent));
  return [...wrong, ...bodyFaults(provider, request.body ?? [null], body)];
}

function bodyFaults(provider, allowed, body) {
  if (body === undefined) return allowed.includes(null) ? [] : ["there is no body"];
  const schemas = allowed.filter((schema) => schema !== null);
  if (schemas.length === 0) return ["there must be no body"];
  return best(schemas.map((schema) => faults(provider, schema, JSON.parse(body))));
}

/** The documented shapes that a response has; `undefined` stands for no body at all. */
export function shapes(provider, { method, path, status, body }) {
  const found = find(provider, method, path);
  const known = found?.endpoint.responses[status];
  const candidates = known ?? (found === undefined && status >= 400 ? ERRORS[provider] : []);
  return candidates.filter((shape) =>
    shape === null ? body === undefined : body !== undefined && faults(provider, shape, body).length === 0,
  );
}

/** The shapes of responses to a path without an endpoint. */
const ERRORS = { spherepay: ["Problem", "LegacyGeneral", "V1Code"], grid: ["WireError", "SpecifiedError"], bridge: ["Error"] };

const best = (lists) => lists.reduce((fewest, list) => (list.length < fewest.length ? list : fewest));
