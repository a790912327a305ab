// Builds the request of a call, and maps an applicant to its input.

import { BUILD_REQUEST, TO_INPUT } from "./calls.js";
import { openOnce, refuseInPage } from "./connection.js";
import { KycLinkError } from "./error.js";
import { insteadOf } from "./mistake.js";
import { pack } from "./pack.js";
import { ENDPOINTS, ERRORS, OPERATIONS } from "./tables.js";
import { validate } from "./validate.js";
import { call, callPacked } from "./wasm.js";

/**
 * @typedef {import("../types/core.js").HttpRequest} HttpRequest
 * @typedef {import("../types/form.js").ProviderName} ProviderName
 * @typedef {import("./connection.js").Connection} Connection
 */

const PROVIDERS = new Map(OPERATIONS.map((operation) => [operation, /** @type {ProviderName} */ (operation.split(".")[0])]));

/**
 * Validates an input and builds the request, without sending it.
 *
 * @type {typeof import("../types/core.js").buildRequest}
 */
export function buildRequest(operation, input, config) {
  const provider = PROVIDERS.get(operation);
  if (provider && config) refuseInPage(provider, /** @type {import("../types/core.js").ClientOptions} */ (config));
  const connection = /** @type {Connection} */ (provider && openOnce(provider, config));
  if (ENDPOINTS.has(operation)) refuseMistake(operation, input);
  // src/js refuses an operation that does not exist, and has a message for it.
  return build(operation, input, connection);
}

/**
 * Throws the error for a value that is passed by mistake instead of an input.
 *
 * @param {import("../types/form.js").OperationName} operation
 * @param {unknown} input
 */
export function refuseMistake(operation, input) {
  const advice = insteadOf(input);
  const verdict = advice && validate(operation, input);
  if (!verdict || verdict.ok) return;
  const { issues } = verdict;
  const message = `${ERRORS.invalid_request} Issues: ${issues[0].code}. ${advice}`;
  throw new KycLinkError("invalid_request", { provider: PROVIDERS.get(operation), operation, issues, message });
}

/**
 * Does the same for a connection.
 *
 * @param {string} operation
 * @param {unknown} input
 * @param {Connection} connection
 * @returns {HttpRequest}
 */
export function build(operation, input, connection) {
  const lines = callPacked(BUILD_REQUEST, pack([operation, input, connection?.rules.policy, Date.now()]), String);
  return complete(connection, /** @type {string} */ (lines));
}

/**
 * Completes a request that src/js has written: a line that its method and headers follow from, a line with the path, and the
 * body.
 *
 * @param {Connection} connection
 * @param {string} text
 * @returns {HttpRequest}
 */
export function complete(connection, text) {
  const path = text.indexOf("\n") + 1;
  const body = text.indexOf("\n", path) + 1;
  const line = text.slice(0, path - 1);
  const { method, headers, hasBody } = connection.heads.get(line) ?? newHead(connection, line);
  const url = connection.baseUrl + text.slice(path, body - 1);
  return hasBody ? { method, url, headers: { ...headers }, body: text.slice(body) } : { method, url, headers: { ...headers } };
}

/**
 * @param {Connection} connection
 * @param {string} line whether the idempotency key is sent, the method, and the media type of the body
 * @returns {import("./connection.js").Head}
 */
function newHead(connection, line) {
  const end = line.indexOf(" ", 2);
  const type = line.slice(end + 1);
  const hasBody = type !== "";
  const headers = JSON.parse(connection.headers[Number(line[0])]);
  if (hasBody) headers["Content-Type"] = type;
  else delete headers["Content-Type"];
  const head = { method: line.slice(2, end), headers, hasBody };
  connection.heads.set(line, head);
  return head;
}

/**
 * Returns an applicant as the input of one operation, without validating it.
 *
 * @type {typeof import("../types/core.js").toInput}
 */
export function toInput(applicant, operation) {
  return call(TO_INPUT, applicant, operation);
}
