// Sends a request, and retries it where that is safe and may help. src/client/retry.rs decides whether and when; this
// file has the clock.

import { NO_RESPONSE, WAIT_MS } from "./calls.js";
import { isKeyed } from "./connection.js";
import { KycLinkError, misuse } from "./error.js";
import { ownOptions } from "./options.js";
import { decode, reduce } from "./response.js";
import { LONGEST, milliseconds } from "./timer.js";
import { attempt, DEFAULT_TIMEOUT, wasUnreached } from "./transport.js";
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
 * @property {CallOptions & { [ON_ATTEMPT]?: (attempt: Attempt) => void }} options without inherited properties; the
 *   handler's have `ON_ATTEMPT`
 * @property {Limits} limits
 * @property {() => number} [elapsed] the time since the deadline began, in milliseconds
 * @property {string} [customerId] a customer that the flow has already created: every error names it
 */

/**
 * A request that was sent once.
 *
 * @typedef {object} Attempt
 * @property {import("../types/form.js").OperationName} operation
 * @property {number} attempt 1 for the first
 * @property {number} ms how long it took
 * @property {import("../types/form.js").ErrorCode} [code] why there was no response
 */

/** @typedef {ReturnType<typeof checkCallOptions>} Limits the times, in milliseconds, and the retries of a call */

const DEFAULT_RETRIES = 2;
/** The option with which the handler learns of each attempt. Callers cannot set it. */
export const ON_ATTEMPT = Symbol("onAttempt");

/**
 * Checks the times and retries that a caller has set, for a client or for a call, before anything is sent.
 *
 * @param {CallOptions} options without inherited properties, like the defaults
 * @param {CallOptions} [defaults] the client's
 */
export function checkCallOptions({ timeout, maxRetries, deadline }, defaults = ownOptions({})) {
  const retries = maxRetries ?? defaults.maxRetries ?? DEFAULT_RETRIES;
  if (!(Number.isInteger(retries) && retries >= 0)) throw misuse("maxRetries must be a whole number, 0 or more.");
  return {
    timeout: milliseconds("timeout", timeout ?? defaults.timeout ?? DEFAULT_TIMEOUT),
    maxRetries: Math.min(retries, LONGEST),
    deadline: deadline == null ? undefined : milliseconds("deadline", deadline),
  };
}

/** Starts a clock for all calls of a flow, and returns a function that returns the milliseconds since then. */
export function startClock() {
  const start = performance.now();
  return () => performance.now() - start;
}

/**
 * Sends a request, retries it where that is safe and useful, and returns the last response, decoded. Throws the error
 * that results from the failed attempts.
 *
 * @param {import("./client.js").State} state
 * @param {Call} given
 * @returns {Promise<import("./response.js").DecodedResponse>}
 */
export async function exchange({ connection, fetch }, given) {
  const { operation, request, options, limits, elapsed = startClock(), customerId } = ownOptions(given);
  const { signal } = options;
  const { timeout, maxRetries, deadline } = limits;
  const details = { provider: connection.provider, operation, ...(customerId !== undefined && { customerId }) };
  const isAborted = signal?.aborted === true;
  let wasSent = false;
  for (let attempts = 1; ; attempts++) {
    const start = elapsed();
    const left = deadline === undefined ? timeout : Math.min(timeout, Math.max(deadline - start, 1));
    const result = await attemptOnce(request, { fetch, timeout: left, signal }, details);
    const { response, failure } = result;
    options[ON_ATTEMPT]?.({ operation, attempt: attempts, ms: elapsed() - start, code: failure?.code });
    if (response && response.status < 300) return response;
    // A create may be sent several times with one key. It may have been carried out if any of them has arrived.
    const isUnreached = failure !== undefined && wasUnreached(failure);
    wasSent ||= !isAborted && !isUnreached;
    /** @type {number | null} */
    const waitMs = call(WAIT_MS, operation, response ? reduce(operation, response, []) : failure.code, {
      maxRetries,
      deadlineMs: deadline,
      attempts,
      elapsedMs: Math.ceil(elapsed()),
      now: Date.now(),
      random: Math.floor(Math.random() * 2 ** 32),
      isKeyed: isKeyed(request.headers),
    });
    if (waitMs === null) {
      if (response) return response;
      /** @type {PackedError} */
      const error = call(NO_RESPONSE, operation, failure.code, wasSent, customerId);
      const hint = isUnreached ? `No connection could be made to ${new URL(request.url).host}.` : error.hint;
      throw KycLinkError.from({ ...error, hint }, { cause: failure.cause });
    }
    await pause(waitMs, signal, details);
  }
}

/**
 * Sends a request once, and returns its decoded response or the failure that may be retried. Throws any other error.
 *
 * @param {HttpRequest} request
 * @param {import("./transport.js").AttemptOptions} options
 * @param {import("./error.js").ErrorDetails} details
 * @returns {Promise<
 *   | { response: import("./response.js").DecodedResponse, failure?: undefined }
 *   | { response?: undefined, failure: import("./error.js").PublicError }
 * >}
 */
async function attemptOnce(request, options, details) {
  try {
    return { response: decode(await attempt(request, options)) };
  } catch (error) {
    if (!(error instanceof KycLinkError && ["network", "timeout", "aborted"].includes(error.code))) {
      throw Object.assign(/** @type {object} */ (error), details);
    }
    return { failure: error };
  }
}

/**
 * Waits, and rejects as soon as the signal is aborted.
 *
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @param {import("./error.js").ErrorDetails} details
 * @returns {Promise<void>}
 */
function pause(ms, signal, details) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(new KycLinkError("aborted", details, { cause: signal.reason }));
      else resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
