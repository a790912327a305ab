/** The vectors: every list of cases in tests/vectors with a kind, complete, as tests/vectors/read.rs reads them in Rust. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

const ORIGIN = "https://proxy.example.com";
const FOLDER = fileURLToPath(new URL("../../../vectors/", import.meta.url));

/** Replaces `$repeat` and `$concat` with the strings that they stand for. */
function expand(value) {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.map(expand);
  if (value.$repeat) return value.$repeat[0].repeat(value.$repeat[1]);
  if (value.$concat) return value.$concat.map(expand).join("");
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item)]));
}

function complete(list) {
  return list.cases ? { ...list, cases: list.cases.map((one) => completeCase(list.kind, list.base ?? {}, one)) } : list;
}

function completeCase(kind, base, given) {
  // A case succeeds or fails.
  const others = given.error ? ["output", "request"] : ["error"];
  const shared = Object.fromEntries(Object.entries(base).filter(([name]) => !others.includes(name)));
  const one = merge(shared, given);
  if (kind === "validate" && !one.issues) one.value = merge(one.input, one.value ?? {});
  if (one.output) one.output = ofBody(one.output, (one.exchanges?.at(-1) ?? one).response);
  if (one.error) one.error = { issues: [], retryable: false, ...(one.response && { status: one.response.status }), ...one.error };
  if (one.request) one.request = { ...one.request, body: text(one.request.body) };
  if (one.response) one.response = { ...one.response, body: text(one.response.body) };
  if (one.exchanges)
    one.exchanges = one.exchanges.map(({ request, response }) => ({ request, response: { ...response, body: text(response.body) } }));
  return one;
}

/** A body as it is sent. One that is not written as a string is JSON. */
const text = (body) => (body === undefined || typeof body === "string" ? body : JSON.stringify(body));
const json = (body) => (typeof body === "string" ? JSON.parse(body) : body);

/** Replaces `$body` and a pointer with what the body of a response has there, and leaves it out if that is nothing. */
function ofBody(value, response) {
  if (typeof value === "string" && value.startsWith("$body"))
    return value.split("/").reduce((found, name) => found?.[name], { $body: json(response.body) });
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.map((item) => ofBody(item, response));
  const members = Object.entries(value).map(([name, member]) => [name, ofBody(member, response)]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** Changes an object by member, and a list by position. Anything else is replaced. */
function merge(base, change) {
  if (!isObject(base) || !isObject(change) || Array.isArray(change)) return change;
  const changes = Object.entries(change).map(([name, value]) => [name, Object.hasOwn(base, name) ? merge(base[name], value) : value]);
  const merged = Object.entries({ ...base, ...Object.fromEntries(changes) }).filter(([, value]) => value !== "$absent");
  return Array.isArray(base) ? merged.map(([, value]) => value) : Object.fromEntries(merged);
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** The lists of a file. What a list does not say about all of its cases is what the list before it says. */
function listsOf(file) {
  let last = {};
  return [file].flat().map((list) => {
    const { source, operation, operations } = last;
    const about = list.operation || list.operations ? {} : { operation, operations };
    last = { source, ...about, ...list };
    return last;
  });
}

const all = readdirSync(FOLDER, { recursive: true })
  .filter((name) => name.endsWith(".json"))
  .sort()
  .flatMap((name) => listsOf(JSON.parse(readFileSync(join(FOLDER, name), "utf8"))).map((list) => ({ name, list: expand(list) })))
  .filter(({ list }) => list.kind !== undefined)
  .flatMap(({ name, list }) => (list.operations ?? [list.operation]).map((operation) => ({ name, list: { ...list, operation } })))
  .map(({ name, list }) => ({ name: `${list.kind} of ${list.operation}: ${name}`, vectors: complete(list) }));

/** The vectors of functions that send nothing. */
export const files = all.filter(({ vectors }) => vectors.kind !== "call");

/** The cases of operations, each as the cases of all lists of this kind. */
const casesOf = (kind, operation) =>
  all.filter(({ vectors }) => vectors.kind === kind && vectors.operation === operation).flatMap(({ vectors }) => vectors.cases);

/**
 * Each request that a vector builds, with the first response that one reads for the same input: a call. What `extra`
 * adds is in no document, so that no response is about it.
 */
function callsOf(operation) {
  const requests = casesOf("build", operation).filter(({ request, input }) => request && !input?.extra);
  const responses = casesOf("parse", operation).filter(({ error, options }) => !error && !options);
  return requests.flatMap(({ name, input, config: { idempotencyKey, headers, ...config }, request: { body, ...request } }) => {
    // A next page depends on the whole input.
    const fitting = responses.find((one) => (one.input ? isDeepStrictEqual(one.input, input) : !one.output?.next));
    if (!fitting) return [];
    const names = Object.entries(request.headers).map(([header, value]) => [header.toLowerCase(), value]);
    const sent = { ...request, headers: Object.fromEntries(names), ...(body && { body: JSON.parse(body) }) };
    const exchanges = [{ request: sent, response: fitting.response }];
    const options = { ...(idempotencyKey && { idempotencyKey }), ...(headers && { headers }) };
    return { name: `${operation}: ${name}, ${fitting.name}`, operation, input, config, options, exchanges, output: fitting.output };
  });
}

/** A case of a call: what it sends is below an origin of the tests. */
const writtenCall = (operation, { name, config, exchanges, ...one }) => ({
  ...one,
  operation,
  name: `${operation}: ${name}`,
  config: { ...config, baseUrl: ORIGIN },
  exchanges: exchanges.map(({ request: { path, ...request }, response }) => ({ request: { ...request, url: ORIGIN + path }, response })),
});

const written = all
  .filter(({ vectors }) => vectors.kind === "call")
  .flatMap(({ vectors: { operation, cases } }) => cases.map((one) => writtenCall(operation, one)));

const operations = new Set(all.map(({ vectors }) => vectors.operation));

/** The cases of calls that send requests, each with its operation and a name that no other has. */
export const calls = [...written, ...[...operations].flatMap(callsOf)];
