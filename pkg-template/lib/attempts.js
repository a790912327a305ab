// Sends a request, and retries it where that is safe and may help. src/client/retry.rs decides whether and when, and
// src/client/attempts.rs what the last failure means after the others; this file has the clock.

import { NO_RESPONSE, WAIT_MS } from "./calls.js";
import { keyOf } from "./connection.js";
import { KycLinkError } from "./error.js";
import { hide } from "./issue.js";
import { ownOptions } from "./options.js";
import { decode, reduce } from "./response.js";
import { attempt, connectionHint, wasUnreached } from "./transport.js";
import { call } from "./wasm.js";

/**
 * @typedef {import("../types/core.js").CallOptions} CallOptions
 * @typedef {import("../types/core.js").HttpRequest} HttpRequest
 * @typedef {import("./error.js").PackedError} PackedError
 */

/**
 * A request to send, with the options of its call and the clock of its flow.
 *
 * @typedef {object} Call
 * @property {import("../types/form.js").OperationName} operation
 * @property {HttpRequest} request
 * @property {CallOptions} options without inherited properties
 * @property {import("./connect.js").Limits} limits
 * @property {() => number} [elapsed] the time since the deadline began, in milliseconds
 * @property {string} [customerId] a customer that the flow has already created: every error names it
 */

/** Starts a clock for all calls of a flow, and returns a function that returns the milliseconds since then. */
export function startClock() {
  const start = performance.now();
  return () => performance.now() - start;
}

/**
 * Sends a request, retries it where that is safe and useful, and returns the last response, decoded. Throws the error
 * that results from the failed attempts.
 *
 * @param {import("./connect.js").State} state
 * @param {Call} given
 * @returns {Promise<import("./response.js").DecodedResponse>}
 */
export async function exchange({ connection, fetch }, given) {
  const { operation, request, options, limits, elapsed = startClock(), customerId } = ownOptions(given);
  const { signal } = options;
  const { timeout, maxRetries, deadline } = limits;
  const details = { provider: connection.provider, operation, ...(customerId !== undefined && { customerId }) };
  /** @type {import("./response.js").Attempts} */
  const earlier = { idempotencyKey: keyOf(request.headers), mayHaveArrived: false };
  const isKeyed = earlier.idempotencyKey !== undefined;
  /** @type {(code: string, wasSent: boolean) => PackedError} */
  const errorOf = (code, wasSent) => call(NO_RESPONSE, operation, code, wasSent, earlier, customerId);
  const withEarlier = (/** @type {import("./response.js").DecodedResponse} */ response) =>
    isKeyed ? { ...response, attempts: earlier } : response;
  const isAborted = signal?.aborted === true;
  for (let attempts = 1; ; attempts++) {
    const start = elapsed();
    const left = deadline === undefined ? timeout : Math.min(timeout, Math.max(deadline - start, 1));
    const { response, failure } = await attemptOnce(request, { fetch, timeout: left, signal });
    if (failure && !RETRIED.includes(failure.code)) {
      const idempotencyKey = failure.code === "unexpected_response" ? errorOf(failure.code, false).idempotencyKey : undefined;
      if (idempotencyKey !== undefined) hide(failure, "idempotencyKey", idempotencyKey);
      throw Object.assign(failure, details);
    }
    if (response && response.status < 300) return withEarlier(response);
    const isUnreached = failure !== undefined && wasUnreached(failure);
    const wasSent = !isAborted && !isUnreached;
    /** @type {number | null} */
    const waitMs = call(WAIT_MS, operation, response ? reduce(operation, response, []) : failure.code, {
      maxRetries,
      deadlineMs: deadline,
      attempts,
      elapsedMs: Math.ceil(elapsed()),
      now: Date.now(),
      random: Math.floor(Math.random() * 2 ** 32),
      isKeyed,
    });
    if (waitMs === null) {
      if (response) return withEarlier(response);
      const error = errorOf(failure.code, wasSent);
      const hint = isUnreached ? connectionHint(request.url) : error.hint;
      throw KycLinkError.from({ ...error, hint }, { cause: failure.cause });
    }
    // A create may be sent several times with one key. It may have been carried out if any of them has arrived.
    earlier.mayHaveArrived ||= wasSent;
    await pause(waitMs, signal);
    if (signal?.aborted) throw KycLinkError.from(errorOf("aborted", false), { cause: signal.reason });
  }
}

/** The codes of the failures after which a request may be sent again. */
const RETRIED = ["network", "timeout", "aborted"];

/**
 * Sends a request once, and returns its decoded response, or why there is none.
 *
 * @param {HttpRequest} request
 * @param {import("./transport.js").AttemptOptions} options
 * @returns {Promise<
 *   | { response: import("./response.js").DecodedResponse, failure?: undefined }
 *   | { response?: undefined, failure: import("./error.js").PublicError }
 * >}
 */
async function attemptOnce(request, options) {
  try {
    return { response: decode(await attempt(request, options)), failure: undefined };
  } catch (error) {
    return { response: undefined, failure: /** @type {import("./error.js").PublicError} */ (error) };
  }
}

/**
 * Waits, but no longer than until the signal is aborted.
 *
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
