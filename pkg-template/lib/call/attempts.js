// Sends a request, and retries it where that is safe and may help. src/client/exchange/mod.rs decides; this file sends, waits
// and has the clock.

import { isKycLinkError, KycLinkError } from "../error.js";
import { ENDPOINTS, UNANSWERED } from "../tables.js";
import { AFTER_ATTEMPT, BEFORE_ATTEMPT } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";
import { keyOf } from "./connection.js";
import { decode, freezeResponse, isSuccess } from "./response.js";
import { attempt, wasUnreached } from "./transport.js";

/**
 * @typedef {import("../../types/core.js").CallOptions} CallOptions
 * @typedef {import("../../types/core.js").HttpRequest} HttpRequest
 * @typedef {import("../error.js").PackedError} PackedError
 */

/**
 * A request to send, with the options of its call and the clock of its flow.
 *
 * @typedef {object} Call
 * @property {import("../../types/form.js").OperationName} operation
 * @property {HttpRequest} request
 * @property {CallOptions} options without inherited properties
 * @property {import("./connect.js").Limits} limits
 * @property {() => number} [elapsed] the time since the deadline began, in milliseconds
 * @property {string} [customerId] a customer that the flow has already created: the errors that the crate makes name it
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
export async function sendWithRetries({ connection, fetch, send }, given) {
  const { operation, request, options, limits, elapsed, customerId } = given;
  const { signal } = options;
  const { url } = request;
  const clock = elapsed ?? startClock();
  /** @type {import("./response.js").Attempts} */
  let attempts = { idempotencyKey: keyOf(request.headers), mayHaveArrived: false };
  const about = { url, ...limits, customerId, declared: connection.config.declared };
  const isAborted = signal?.aborted === true;
  /** @type {(passed: number) => NextStep} */
  const beforeAttempt = (passed) => call(BEFORE_ATTEMPT, operation, attempts, about, Math.ceil(passed));
  /** @type {(result: object) => NextStep} */
  const afterAttempt = (result) =>
    call(AFTER_ATTEMPT, operation, attempts, about, Math.ceil(clock()), result, Date.now(), Math.floor(Math.random() * 2 ** 32));
  // Without a deadline there is nothing to decide. The clock of a call that is no part of a flow has just started.
  let { timeoutMs, error } =
    limits.deadline === undefined ? /** @type {NextStep} */ ({ timeoutMs: limits.timeout }) : beforeAttempt(elapsed?.() ?? 0);
  for (;;) {
    if (error) throw KycLinkError.from(error);
    const { response, failure } = await attemptOnce(request, { fetch, timeout: timeoutMs, signal }, send);
    if (response && isSuccess(response.status)) return withAttempts(response, attempts);
    if (failure && !UNANSWERED.includes(failure.code)) throw Object.assign(failure, { provider: connection.provider, operation });
    const wasSent = !isAborted && !(failure && wasUnreached(failure));
    const next = afterAttempt(response ? freezeResponse(operation, response, []) : unanswered(failure, wasSent));
    if (next.waitMs === undefined) {
      if (response) return withAttempts(response, attempts);
      throw errorOf(next.error, failure);
    }
    attempts = /** @type {import("./response.js").Attempts} */ (next.attempts);
    await pause(next.waitMs, signal);
    if (signal?.aborted) throw errorOf(afterAttempt({ code: "aborted", wasSent: false }).error, { cause: signal.reason });
    ({ timeoutMs, error } = beforeAttempt(clock()));
  }
}

/**
 * What src/client/exchange/mod.rs has decided: how long the next attempt may take, how long to wait before it, with what is
 * known of the attempts by then, or the error of the call. Without any of them, the response is the last.
 *
 * @typedef {{ timeoutMs?: number, waitMs?: number, attempts?: import("./response.js").Attempts, error?: PackedError }} NextStep
 */

/**
 * Why an attempt has no usable response. `wasSent` is false only if it is certain that nothing was sent. `hint` says what
 * is wrong with a response.
 *
 * @typedef {{ code: string, wasSent: boolean, status?: number, hint?: string }} Unanswered
 */

/**
 * @param {import("../error.js").PublicError} failure
 * @param {boolean} wasSent
 * @returns {Unanswered}
 */
function unanswered({ code, status, message }, wasSent) {
  return { code, wasSent, status, hint: code === "unexpected_response" ? message : undefined };
}

/**
 * Adds the attempts before a response to it, where the request has a key: an error may need them.
 *
 * @param {import("./response.js").DecodedResponse} response
 * @param {import("./response.js").Attempts} attempts
 */
function withAttempts(response, attempts) {
  return attempts.idempotencyKey === undefined ? response : { ...response, attempts };
}

/**
 * Returns the error of a call.
 *
 * @param {PackedError | undefined} packed
 * @param {{ cause?: unknown }} failure
 */
function errorOf(packed, { cause }) {
  return KycLinkError.from(/** @type {PackedError} */ (packed), { cause });
}

/**
 * Sends a request once, and returns its decoded response, or why there is none.
 *
 * @param {HttpRequest} request
 * @param {import("./transport.js").AttemptOptions} options
 * @param {typeof attempt} [send]
 * @returns {Promise<
 *   | { response: import("./response.js").DecodedResponse, failure?: undefined }
 *   | { response?: undefined, failure: import("../error.js").PublicError }
 * >}
 */
async function attemptOnce(request, options, send = attempt) {
  try {
    return { response: decode(await send(request, options)), failure: undefined };
  } catch (error) {
    return { response: undefined, failure: /** @type {import("../error.js").PublicError} */ (error) };
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
