// Responses before they are parsed: the host decodes each body once.

import { PARSE_RESPONSE } from "./calls.js";
import { misuse } from "./error.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { call } from "./wasm.js";

/**
 * @typedef {import("../types/core.js").ReadOptions} ReadOptions
 */

/**
 * A response as src/js reads it. An empty body is null, one that is not JSON is false.
 *
 * @typedef {{ status: number, headers: import("./headers.js").Header[], body: { json: unknown } | false | null }} DecodedResponse
 */

/**
 * Returns the output of a 2xx response; throws for every other one.
 *
 * @type {typeof import("../types/core.js").parseResponse}
 */
export function parseResponse(operation, response, input, options) {
  return parse(operation, decode(response), input, options);
}

/**
 * Does the same for a response that is already decoded.
 *
 * @template [Output=unknown]
 * @param {string} operation
 * @param {DecodedResponse} response
 * @param {unknown} input
 * @param {ReadOptions} [options]
 * @returns {Output}
 */
export function parse(operation, response, input, options) {
  const { allowHosts, allowLoopback, profiles } = ownOptions(options);
  const output = call(PARSE_RESPONSE, operation, response, input, { allowHosts, allowLoopback, profiles, now: Date.now() });
  return /** @type {Output} */ (output ?? undefined);
}

/**
 * @param {{ status: number, headers: unknown, body?: unknown }} response
 * @returns {DecodedResponse}
 */
export function decode(response) {
  const { status, headers, body } = response ?? {};
  const content = text(body);
  return { status, headers: pairs(headers), body: content.trim() === "" ? null : json(content) };
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

/** @param {string} text */
function json(text) {
  try {
    return { json: JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text) };
  } catch {
    return false;
  }
}
