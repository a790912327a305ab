// Responses before they are parsed: the host decodes each body once. Of a 2xx, only the fields that the operation reads cross
// the boundary, by position; `raw` stays here.

import { PARSE_RESPONSE } from "./calls.js";
import { misuse } from "./error.js";
import { pairs } from "./headers.js";
import { knownOptions } from "./known-options.js";
import { LINK_OPTIONS } from "./link.js";
import { ownOptions } from "./options.js";
import { pack } from "./pack.js";
import { ENDPOINTS } from "./tables.js";
import { callPacked } from "./wasm.js";

/**
 * A decoded response. An empty body is null, one that is not JSON is false. A 2xx has no headers, because nothing reads them.
 *
 * @typedef {{ status: number, headers?: import("./headers.js").Header[], body: { json: unknown } | false | null }} DecodedResponse
 */

/**
 * A response as src/js reads it.
 *
 * @typedef {[operation: string | number, status: number, body: unknown, headers?: import("./headers.js").Header[]]} CrossingResponse
 */

/** @typedef {import("./tables.js").ResponseField} ResponseField */

const OPTIONS = { ...LINK_OPTIONS, profiles: 1 };

/**
 * `links` is a list, or packed: allowHosts and allowLoopback. No error repeats one of the `credentials`.
 *
 * @typedef {{ links?: unknown, profiles?: unknown, credentials?: string[] }} ParseOptions
 */

/**
 * Returns the output of a 2xx response; throws for every other one.
 *
 * @type {typeof import("../types/core.js").parseResponse}
 */
export function parseResponse(operation, response, input, options) {
  const { allowHosts, allowLoopback, profiles } = knownOptions(options, OPTIONS);
  return parse(operation, decode(response), input, { links: options && [allowHosts, allowLoopback], profiles });
}

/**
 * Does the same for a response that is already decoded.
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
  const crossing = reduce(operation, response, raws);
  const isError = crossing[3] !== undefined;
  // Only an error may say when to retry, as a date.
  const now = isError ? Date.now() : undefined;
  /** @param {unknown} [sent] @param {string[]} [secrets] @returns {Output} */
  const read = (sent, secrets) =>
    /** @type {Output} */ (callPacked(PARSE_RESPONSE, pack([crossing, sent, links, profiles, now, secrets]), parseOutput) ?? undefined);
  if (isError) return read(input, credentials);
  let output;
  try {
    // The response to a create has everything that its output needs.
    output = read(ENDPOINTS.get(operation)?.creates ? undefined : input);
  } catch (error) {
    if (/** @type {import("./error.js").ErrorDetails} */ (error).customerId === undefined) throw error;
    // The id must not repeat what was sent: the error is made again, compared with that.
    output = read(input, credentials);
  }
  if (raws.length > 0) attachRaws(output, raws);
  return output;
}

/**
 * Returns a response as it crosses the boundary, and adds the objects that an output has as `raw` to `raws`: instead of each,
 * its index crosses.
 *
 * @param {string} operation
 * @param {DecodedResponse} response
 * @param {object[]} raws
 * @returns {CrossingResponse}
 */
export function reduce(operation, { status, headers, body }, raws) {
  const { index, fields } = ENDPOINTS.get(operation) ?? { index: typeof operation === "string" ? operation : "", fields: undefined };
  // An error has one of five forms, and is rare.
  return isSuccess(status) && fields && body ? [index, status, pick(body.json, fields, raws)] : [index, status, body, headers];
}

/**
 * Attaches the objects to which an output, or each customer in it, refers.
 *
 * @param {unknown} output
 * @param {object[]} raws
 */
export function attachRaws(output, raws) {
  const { items = output } = ownOptions(/** @type {{ items?: unknown }} */ (output));
  for (const item of /** @type {{ raw?: unknown }[]} */ ([items].flat())) {
    if (typeof item.raw === "number") item.raw = raws[item.raw];
  }
}

/**
 * Returns the values of the fields in order; `null` if the value is not an object, and for each that is missing.
 *
 * @param {unknown} value
 * @param {readonly ResponseField[]} fields
 * @param {object[]} raws
 * @returns {unknown[] | null}
 */
function pick(value, fields, raws) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const object = /** @type {Record<string, unknown>} */ (value);
  const own = (/** @type {string} */ name) => (Object.hasOwn(object, name) ? object[name] : null);
  return fields.map((field) => {
    if (typeof field === "string") return own(field);
    if (field === null) return raws.push(object) - 1;
    const [name, inner, isList] = field;
    const part = own(name);
    if (!isList) return pick(part, inner, raws);
    return Array.isArray(part) ? part.map((item) => pick(item, inner, raws)) : null;
  });
}

/**
 * Reads an output. A link crosses as lines, everything else as JSON, which has no line breaks.
 *
 * @param {string} output
 */
function parseOutput(output) {
  if (!output.includes("\n")) return JSON.parse(output);
  let start = 0;
  // Takes half as long as `split`.
  const line = () => {
    const from = start;
    start = output.indexOf("\n", from) + 1;
    return output.slice(from, start - 1);
  };
  /** @type {Record<string, unknown>} */
  const link = { provider: line(), customerId: line(), kycUrl: line() };
  const expiresAt = line();
  const expiresAtMs = line();
  const verificationProvider = line();
  const token = line();
  if (expiresAt !== "") {
    link.expiresAt = expiresAt;
    link.expiresAtMs = Number(expiresAtMs);
  }
  if (verificationProvider !== "") link.verificationProvider = verificationProvider;
  if (token !== "") link.token = token;
  return link;
}

/**
 * @param {{ status: number, headers: unknown, body?: unknown }} response
 * @returns {DecodedResponse}
 */
export function decode(response) {
  const { status, headers, body } = response ?? {};
  const isUnread = isSuccess(status) && (headers === undefined || typeof headers === "object");
  return { status, headers: isUnread ? undefined : pairs(headers), body: json(text(body)) };
}

/** @param {number} status */
function isSuccess(status) {
  return Number.isInteger(status) && status >= 200 && status < 300;
}

/** @param {unknown} body */
function text(body) {
  if (typeof body === "string") return body;
  try {
    return new TextDecoder().decode(/** @type {Uint8Array | undefined} */ (body) ?? new Uint8Array());
  } catch (cause) {
    throw misuse("The body of a response must be a string or bytes.", { cause });
  }
}

/**
 * @param {string} text
 * @returns {DecodedResponse["body"]}
 */
function json(text) {
  try {
    return { json: JSON.parse(text) };
  } catch {
    if (text.trim() === "") return null;
  }
  try {
    // Some servers send a byte order mark, which is not JSON.
    return text.startsWith("\ufeff") && { json: JSON.parse(text.slice(1)) };
  } catch {
    return false;
  }
}
