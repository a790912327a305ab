// Prepares responses for parsing: the host decodes each body once. Of a 2xx response, only the fields that the
// operation reads cross the boundary; `raw` stays here.

import { misuse } from "../error.js";
import { isObject } from "../json.js";
import { knownOptions } from "../options/known-options.js";
import { ENDPOINTS, READ_OPTIONS, SUCCESS } from "../tables.js";
import { isLoopback, isSafeUrl } from "../url.js";
import { PARSE_RESPONSE } from "../wasm/calls.js";
import { freeze, json, ofJson, parsedJson } from "../wasm/json.js";
import { call } from "../wasm/wasm.js";
import { pairs } from "./headers.js";

/**
 * A decoded response. An empty body is null, one that is not JSON is false. A 2xx has no headers, because nothing reads
 * them. Where the request has an idempotency key, it has the `attempts` before it.
 *
 * @typedef {object} DecodedResponse
 * @property {number} status
 * @property {import("./headers.js").Header[]} [headers]
 * @property {{ json: unknown } | false | null} body
 * @property {Attempts} [attempts]
 */

/**
 * The attempts of a call before the last one, which all have the same key. src/client/exchange/attempts.rs says what they mean.
 *
 * @typedef {{ idempotencyKey?: string, mayHaveArrived: boolean }} Attempts
 */

/** @import { ResponseField } from "../tables.js" */

/**
 * `links` is a list, or frozen: allowHosts and allowLoopback. No error repeats one of the `credentials`.
 *
 * @typedef {{ links?: unknown, profiles?: unknown, credentials?: string[] }} ParseOptions
 */

/** @type {typeof import("../../types/core.js").parseResponse} */
export function parseResponse(operation, response, input, options) {
  const { allowHosts, allowLoopback = isFromLoopback(response), profiles } = knownOptions(options, READ_OPTIONS);
  const links = (options || allowLoopback) && [allowHosts, allowLoopback];
  return parse(operation, decode(response), input, { links, profiles });
}

/**
 * Whether a response has come from this machine, where a sandbox has its links.
 *
 * @param {import("../../types/core.js").HttpResponse} response
 */
function isFromLoopback(response) {
  const url = response?.url;
  return typeof url === "string" && url !== "" && isSafeUrl(url, true) && isLoopback(new URL(url).hostname);
}

/**
 * Returns the output of an operation, or throws its error, from a response whose body is decoded.
 *
 * @template [Output=unknown]
 * @param {string} operation
 * @param {DecodedResponse} response
 * @param {unknown} input
 * @param {ParseOptions} options
 * @returns {Output}
 */
export function parse(operation, response, input, { links, profiles, credentials }) {
  /** @type {object[]} */
  const raws = [];
  const crossing = freezeResponse(operation, response, raws);
  // Of a 2xx, an output does not need what was sent, apart from the input where the response does not repeat it; no
  // response to a create needs that. src/client/call/mod.rs says when an error needs all of it: then there is no value.
  const isError = response.headers !== undefined;
  const sent = ENDPOINTS.get(operation)?.creates ? undefined : input;
  let output = isError ? undefined : call(PARSE_RESPONSE, crossing, sent, links, profiles);
  // Only an error has a `Retry-After` that may be a date.
  if (output === undefined) output = call(PARSE_RESPONSE, crossing, input, links, profiles, Date.now(), credentials ?? []);
  if (raws.length > 0) attachRaws(output, raws);
  return /** @type {Output} */ (output ?? undefined);
}

/**
 * Returns what stands for a response in calls, as src/client/http/received_response.rs reads it. Each object that an output
 * has as `raw` is added to `raws`, and its index crosses instead.
 *
 * @param {string} operation
 * @param {DecodedResponse} response
 * @param {object[]} raws
 */
export function freezeResponse(operation, { status, headers, body, attempts }, raws) {
  const { index, fields } = ENDPOINTS.get(operation) ?? { index: typeof operation === "string" ? operation : "", fields: undefined };
  // An error has one of five forms, and is rare.
  if (!isSuccess(status) || !fields || !body) return freeze([index, status, body && ofJson(parsedJson([body.json])), headers, attempts]);
  const picked = parsedJson(pick(body.json, fields, raws));
  return ofJson(attempts ? `[${index},${status},${picked},null,${json(attempts)}]` : `[${index},${status},${picked}]`);
}

/**
 * Replaces the index in `raw` of an output, or of each item in it, with the object itself.
 *
 * @param {unknown} output
 * @param {object[]} raws
 */
export function attachRaws(output, raws) {
  const { items = output } = /** @type {{ items?: unknown }} */ (output ?? {});
  for (const item of /** @type {{ raw?: unknown }[]} */ ([items].flat())) {
    if (typeof item.raw === "number") item.raw = raws[item.raw];
  }
}

/**
 * Returns an object of the fields that the operation reads; `null` if the value is not an object.
 *
 * @param {unknown} value
 * @param {readonly ResponseField[]} fields
 * @param {object[]} raws
 * @returns {Record<string, unknown> | null}
 */
function pick(value, fields, raws) {
  if (!isObject(value)) return null;
  const object = /** @type {Record<string, unknown>} */ (value);
  /** @type {Record<string, unknown>} */
  const picked = {};
  for (const field of fields) {
    if (field === null) {
      picked.raw = raws.push(object) - 1;
      continue;
    }
    const [name, inner, isList] = typeof field === "string" ? [field] : field;
    const part = Object.hasOwn(object, name) ? object[name] : null;
    if (!inner) picked[name] = part;
    else if (!isList) picked[name] = pick(part, inner, raws);
    else picked[name] = Array.isArray(part) ? part.map((item) => pick(item, inner, raws)) : null;
  }
  return picked;
}

/**
 * @param {{ status: number, headers: unknown, body?: unknown }} response
 * @returns {DecodedResponse}
 */
export function decode(response) {
  const { status, headers, body } = response ?? {};
  const isUnread = isSuccess(status) && (headers === undefined || typeof headers === "object");
  return { status, headers: isUnread ? undefined : pairs(headers), body: parseBody(bodyText(body)) };
}

/**
 * Returns whether a response says that the request was carried out.
 *
 * @param {number} status
 */
export function isSuccess(status) {
  return Number.isInteger(status) && status >= SUCCESS[0] && status <= SUCCESS[1];
}

/** Leaves the byte order mark to `parseBody`, which removes one of a text, too. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** @param {unknown} body */
function bodyText(body) {
  if (typeof body === "string") return body;
  try {
    return decoder.decode(/** @type {Uint8Array | undefined} */ (body) ?? new Uint8Array());
  } catch (cause) {
    throw misuse("The body of a response must be a string or bytes.", { cause });
  }
}

/** Any character but the crate's white space, which is Unicode's: a byte order mark is none, and U+0085 is. */
const CONTENT = /[^\s\x85]|\ufeff/;

/**
 * @param {string} text
 * @returns {DecodedResponse["body"]}
 */
function parseBody(text) {
  // Some servers send a byte order mark, which is not JSON.
  const content = text.startsWith("\ufeff") ? text.slice(1) : text;
  try {
    return { json: JSON.parse(content) };
  } catch {
    return CONTENT.test(content) ? false : null;
  }
}
