// Performs what a call or a flow asks for. src/client/engine decides what comes next; this file sends, waits and has the
// clock.

import { KycLinkError } from "../error.js";
import { UNANSWERED } from "../tables.js";
import { callIn, usable } from "../wasm/wasm.js";
import { decode, freezeResponse } from "./response.js";
import { attempt, wasUnreached } from "./transport.js";

/**
 * @import { HttpRequest } from "../../types/core.js"
 * @import { OperationName } from "../../types/form.js"
 * @import { State } from "./connect.js"
 */

/**
 * What the effects of a call or a flow are performed with.
 *
 * @typedef {object} Host
 * @property {State} state
 * @property {AbortSignal} [signal]
 * @property {() => number} elapsed the time since the beginning, in milliseconds
 * @property {HttpRequest} [request] the request of a call, which does not cross
 * @property {object[]} [raws] gets the objects that the outcome has as `raw`
 * @property {(operation: OperationName, request: HttpRequest) => void} [onRequest]
 */

/**
 * What an attempt ended with. `wasSent` is false only if it is certain that nothing was sent.
 *
 * @typedef {{
 *   operation: OperationName,
 *   response?: import("./response.js").DecodedResponse,
 *   failure?: import("../error.js").PublicError,
 *   wasSent: boolean,
 * }} Attempted
 */

/**
 * What comes next: an effect, the outcome, or the error.
 *
 * @template Outcome
 * @typedef {{ effect: "request", operation: OperationName, request: HttpRequest, timeoutMs?: number }
 *   | { effect: "wait", ms: number }
 *   | { effect?: undefined, outcome: Outcome, error?: undefined }
 *   | { effect?: undefined, error: import("../error.js").PackedError }} Next
 */

/** The number of the latest call or flow. */
let latest = 0;

/**
 * Performs one effect after the other until there is an outcome, and returns it with the last response.
 *
 * @template Outcome
 * @param {number} which the number of the call that begins it and takes its steps
 * @param {object} given what it begins with
 * @param {Host} host
 * @param {Attempted} [first] an attempt that was made before it began
 * @returns {Promise<{ outcome: Outcome, response?: import("./response.js").DecodedResponse }>}
 */
export async function drive(which, given, host, first) {
  const { state, signal, elapsed, raws = [] } = host;
  const begin = { ...given, now: Date.now(), random: Math.floor(Math.random() * 2 ** 32) };
  const proceed = /** @type {(ended?: object) => Next<Outcome>} */ (stepper(which, begin));
  const end = (/** @type {object | null} */ result) => proceed([Date.now(), Math.ceil(elapsed()), result]);
  let attempted = first;
  let next = first ? end(crossing(first, raws)) : proceed();
  for (;;) {
    if (next.effect === "wait") {
      await pause(next.ms, signal);
      next = end(null);
    } else if (next.effect === "request") {
      const { operation, timeoutMs } = next;
      const request = host.request ?? next.request;
      host.onRequest?.(operation, request);
      attempted = await attemptOnce(state, operation, request, { timeout: timeoutMs, signal });
      next = end(crossing(attempted, raws));
    } else if (next.error) {
      throw KycLinkError.from(next.error, attempted?.failure && { cause: attempted.failure.cause });
    } else {
      return { outcome: next.outcome, response: attempted?.response };
    }
  }
}

/**
 * Returns a function that takes what an effect ended with, nothing at first, and returns what comes next. All steps are
 * taken in one instance. If that has trapped in the meantime, another one gets everything again.
 *
 * @param {number} which
 * @param {object} begin
 */
function stepper(which, begin) {
  const number = ++latest;
  /** @type {object[]} */
  const all = [];
  /** @type {ReturnType<typeof usable> | undefined} */
  let instance;
  return (/** @type {object | undefined} */ ended) => {
    if (ended) all.push(ended);
    if (instance && !instance.isInside) return callIn(instance, which, number, ended);
    instance = usable();
    const [first, ...others] = all;
    const next = callIn(instance, which, number, first, begin);
    return others.reduce((_, later) => callIn(/** @type {never} */ (instance), which, number, later), next);
  };
}

/**
 * Sends a request once. A failure that is the caller's mistake is thrown.
 *
 * @param {State} state
 * @param {OperationName} operation
 * @param {HttpRequest} request
 * @param {import("./transport.js").AttemptOptions} options
 * @returns {Promise<Attempted>}
 */
export async function attemptOnce({ connection, fetch, send = attempt }, operation, request, options) {
  const isAborted = options.signal?.aborted === true;
  try {
    return { operation, response: decode(await send(request, { fetch, ...options })), wasSent: true };
  } catch (error) {
    const failure = /** @type {import("../error.js").PublicError} */ (error);
    if (!UNANSWERED.includes(failure.code)) throw Object.assign(failure, { provider: connection.provider, operation });
    return { operation, failure, wasSent: !isAborted && !wasUnreached(failure) };
  }
}

/**
 * Returns what an attempt ended with, as it crosses: a response, or why there is none. The hint says what is wrong with a
 * response.
 *
 * @param {Attempted} attempted
 * @param {object[]} raws
 */
function crossing({ operation, response, failure, wasSent }, raws) {
  if (!failure) return freezeResponse(operation, /** @type {never} */ (response), raws);
  const { code, status, message } = failure;
  return { code, wasSent, status, hint: code === "unexpected_response" ? message : undefined };
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
