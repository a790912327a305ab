// Sends the request of a call, and retries it where that is safe and may help.

import { isKycLinkError, KycLinkError } from "../error.js";
import { ENDPOINTS } from "../tables.js";
import { SEND_REQUEST } from "../wasm/calls.js";
import { keyOf } from "./connection.js";
import { isSuccess } from "./response.js";
import { attemptOnce, drive } from "./running.js";

/** @import { CallOptions, HttpRequest } from "../../types/core.js" */

/**
 * A request to send, with the options of its call.
 *
 * @typedef {object} PreparedCall
 * @property {import("../../types/form.js").OperationName} operation
 * @property {HttpRequest} request
 * @property {CallOptions} options without inherited properties
 * @property {import("./connect.js").Limits} limits
 */

/**
 * Returns the error to throw after a create may have been sent: not even a trap hides that its outcome is unknown.
 *
 * @param {unknown} error
 * @param {{ operation: string, request?: HttpRequest } | undefined} sent
 */
export function truthOf(error, sent) {
  const { operation = "", request } = sent ?? {};
  if (!mayCreate(operation) || !isKycLinkError(error) || error.code !== "internal") return error;
  const provider = operation.slice(0, operation.indexOf("."));
  const details = { provider, operation, idempotencyKey: request && keyOf(request.headers) };
  return new KycLinkError("outcome_unknown", /** @type {never} */ (details), { cause: error });
}

/**
 * Returns whether an operation may create a customer. Those of a provider of one's own have the names of its functions.
 *
 * @param {string} operation
 */
export function mayCreate(operation) {
  return ENDPOINTS.get(operation)?.creates ?? operation.endsWith(".create");
}

/** Starts a clock, and returns a function that returns the milliseconds since then. */
export function startClock() {
  const start = performance.now();
  return () => performance.now() - start;
}

/**
 * Sends a request, retries it where that is safe and useful, and returns the last response, decoded. Throws the error
 * that results from the failed attempts.
 *
 * @param {import("./connect.js").State} state
 * @param {PreparedCall} call
 * @returns {Promise<import("./response.js").DecodedResponse>}
 */
export async function sendWithRetries(state, { operation, request, options: { signal }, limits }) {
  const elapsed = startClock();
  const key = keyOf(request.headers);
  /** @type {import("./response.js").Attempts} */
  let attempts = { idempotencyKey: key, mayHaveArrived: false };
  // Without a deadline there is nothing to decide before the first attempt.
  const first =
    limits.deadline === undefined ? await attemptOnce(state, operation, request, { timeout: limits.timeout, signal }) : undefined;
  let response = first?.response;
  if (!response || !isSuccess(response.status)) {
    const begin = { operation, definition: state.connection.config.definition, url: request.url, key, ...limits };
    const host = { state, signal, elapsed, request };
    const end = await drive(SEND_REQUEST, begin, host, first);
    response = /** @type {import("./response.js").DecodedResponse} */ (end.response);
    attempts = /** @type {import("./response.js").Attempts} */ (end.outcome);
  }
  // Where the request has a key, an error may need the attempts before it.
  return key === undefined ? response : { ...response, attempts };
}
