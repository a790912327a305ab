// Builds the request of a call, and maps an applicant to its input.

import { KycLinkError } from "../error.js";
import { checkOptions, validate } from "../form/validate.js";
import { explainMistake } from "../options/mistake.js";
import { callWithRecord, readFound, validateRecord, writeRecord } from "../record/record.js";
import { ENDPOINTS, ERRORS, OPERATIONS } from "../tables.js";
import { BUILD_REQUEST, TO_INPUT } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";
import { keyOf, openOnce, refuseInPage, requestHeaders } from "./connection.js";

/**
 * @import { HttpRequest } from "../../types/core.js"
 * @import { ProviderName } from "../../types/form.js"
 * @import { Connection } from "./connection.js"
 */

/**
 * A request as src/js writes it, without the base URL and the headers of the connection.
 *
 * @typedef {import("./connection.js").RequestLine & { path: string, body?: string, requiresKey?: boolean }} RequestTemplate
 */

const KEY_IS_MISSING =
  "The provider requires an idempotency key for this operation: pass idempotencyKey, a new random one for each person, and the same one to repeat the request.";

const POST = { takesKey: true, method: "POST", type: "application/json" };

/** Inherits everything that a script has added to all objects or to all lists, such as `toJSON`. */
const EMPTY = /** @type {never[]} */ ([]);
const PROVIDERS = new Map(OPERATIONS.map((operation) => [operation, /** @type {ProviderName} */ (operation.split(".")[0])]));

/** @type {typeof import("../../types/core.js").buildRequest} */
export function buildRequest(operation, input, config) {
  const provider = PROVIDERS.get(operation);
  if (provider && config) refuseInPage(provider, /** @type {import("../../types/core.js").ClientOptions} */ (config));
  const connection = /** @type {Connection} */ (provider && openOnce(provider, config));
  if (ENDPOINTS.has(operation)) refuseMistake(operation, input);
  // src/js refuses an operation that does not exist, and has a message for it.
  return build(operation, input, connection).request;
}

/**
 * Throws the error for a value that is passed by mistake instead of an input.
 *
 * @param {import("../../types/form.js").OperationName} operation
 * @param {unknown} input
 */
export function refuseMistake(operation, input) {
  const advice = explainMistake(input);
  const verdict = advice && validate(operation, input);
  if (!verdict || verdict.ok) return;
  const { issues } = verdict;
  const message = `${ERRORS.invalid_request} Issues: ${issues[0].code}. ${advice}`;
  throw new KycLinkError("invalid_request", { provider: PROVIDERS.get(operation), operation, issues, message });
}

/**
 * Builds the request of an operation on an open connection, and returns the input as it is sent.
 *
 * @param {string} operation
 * @param {unknown} input
 * @param {Connection | undefined} connection
 * @returns {{ request: HttpRequest, sent: unknown }}
 */
export function build(operation, input, connection) {
  const { row, policyNumber } = checkOptions(operation, { policy: connection?.rules.policy });
  const path = ENDPOINTS.get(operation)?.postsTo;
  // Most creates send their whole input as the body, which then need not cross the boundary.
  const isPosted = path !== undefined && connection !== undefined;
  const value = writeRecord(operation, input, !isPosted);
  if (isPosted) {
    const isValid = !validateRecord(policyNumber) || readFound(row.shape, value).issues.length === 0;
    // A getter of the input may have added it.
    if (isValid && !("toJSON" in EMPTY)) return { request: post(connection, path, /** @type {object} */ (value)), sent: value };
    // The value that was read, not the input: a getter may return something else the second time.
    writeRecord(operation, value, true);
  }
  // Also validates the record.
  /** @type {RequestTemplate} */
  const template = callWithRecord(BUILD_REQUEST, operation, connection?.rules.policy, Date.now());
  return { request: complete(/** @type {Connection} */ (connection), template), sent: value };
}

/**
 * Returns a POST with this body, and the members of its `extra` after all others.
 *
 * @param {Connection} connection
 * @param {string} path
 * @param {object} given
 * @returns {HttpRequest}
 */
function post(connection, path, given) {
  const headers = requestHeaders(connection, POST);
  const { extra, ...known } = /** @type {{ extra?: object }} */ (Object.hasOwn(given, "extra") ? given : {});
  return { method: POST.method, url: connection.baseUrl + path, headers, body: JSON.stringify(extra ? { ...known, ...extra } : given) };
}

/**
 * Completes a request that src/js has written.
 *
 * @param {Connection} connection
 * @param {RequestTemplate} template
 * @returns {HttpRequest}
 */
export function complete(connection, template) {
  const { provider, baseUrl } = connection;
  const { path, body, requiresKey, method } = template;
  const headers = requestHeaders(connection, template);
  if (requiresKey && keyOf(headers) === undefined) throw new KycLinkError("invalid_config", { provider, message: KEY_IS_MISSING });
  const request = { method, url: baseUrl + path, headers };
  return body === undefined ? request : { ...request, body };
}

/** @type {typeof import("../../types/core.js").toInput} */
export function toInput(applicant, operation) {
  return call(TO_INPUT, applicant, operation);
}
