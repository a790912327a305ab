// Builds the request of a call, and maps an applicant to its input.

import { BUILD_REQUEST, TO_INPUT } from "./calls.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { pack } from "./pack.js";
import { call, callPacked } from "./wasm.js";

/** @typedef {import("../types/core.js").HttpRequest} HttpRequest */

/**
 * Validates an input and builds the request, without sending it.
 *
 * @type {typeof import("../types/core.js").buildRequest}
 */
export function buildRequest(operation, input, config) {
  const own = config && { ...config, headers: pairs(ownOptions(config).headers) };
  return build(operation, input, own);
}

/**
 * Does the same with an input and a configuration that are ready to be packed.
 *
 * @param {string} operation
 * @param {unknown} input
 * @param {unknown} config
 * @returns {HttpRequest}
 */
export function build(operation, input, config) {
  const packed = pack([operation, input, config, Date.now()]);
  return /** @type {HttpRequest} */ (callPacked(BUILD_REQUEST, packed, parseRequest));
}

/**
 * Reads a request. Its body follows the JSON, after a line break and unquoted: otherwise it would be escaped and parsed
 * twice.
 *
 * @param {string} output
 * @returns {HttpRequest}
 */
function parseRequest(output) {
  const end = output.indexOf("\n");
  return end < 0 ? JSON.parse(output) : { ...JSON.parse(output.slice(0, end)), body: output.slice(end + 1) };
}

/**
 * Returns an applicant as the input of one operation, without validating it.
 *
 * @type {typeof import("../types/core.js").toInput}
 */
export function toInput(applicant, operation) {
  return call(TO_INPUT, applicant, operation);
}
