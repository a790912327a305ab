// One HTTP exchange through any fetch. The promise always settles: before the timeout, on the caller's signal, and
// whatever fetch rejects with.

import { copyOptions } from "../copy-options.js";
import { KycLinkError, misuse } from "../error.js";
import { knownOptions } from "../options/known-options.js";
import { pairs } from "./headers.js";
import { milliseconds } from "./timer.js";

/**
 * @import { HttpRequest } from "../../types/core.js"
 * @typedef {import("../../types/core.js").Fetch} Fetch
 */

/** @typedef {{ fetch?: Fetch, timeout?: number, signal?: AbortSignal }} AttemptOptions */

/** @typedef {{ status: number, headers: import("./headers.js").Header[], body: string }} RawResponse */

/**
 * A response that cannot be used: without a status it is a redirect, with one its body is too large.
 *
 * @typedef {{ status?: number, body?: undefined }} UnusableResponse
 */

/**
 * Sends a request in the place of `attempt`. `isLocal`: whether errors may say what a function of the program has
 * thrown, for its developer.
 *
 * @typedef {(
 *   request: HttpRequest,
 *   options: AttemptOptions & { isLocal?: boolean },
 * ) => Promise<RawResponse & { code?: import("../error.js").ErrorCode }>} Send
 */

export const DEFAULT_TIMEOUT = 30_000;
const MAX_BODY = 1 << 20;

/** @type {typeof import("../../types/core.js").send} */
export async function send(request, options) {
  const { headers, ...response } = await attempt(request, knownOptions(options, { fetch: 1, timeout: 1, signal: 1 }), true);
  return { ...response, headers: Object.fromEntries(headers), url: request.url };
}

/**
 * Sends a request once and reads the whole response, with its headers as pairs. Reading headers costs a Worker more
 * than reading the body: those of a 2xx response are read only if `needsHeaders`.
 *
 * @param {HttpRequest} request
 * @param {AttemptOptions} options an object without inherited properties
 * @param {boolean} [needsHeaders]
 * @returns {Promise<RawResponse>}
 */
export function attempt(request, options, needsHeaders = false) {
  return new Promise((resolve, reject) => {
    const { fetch = globalThis.fetch, timeout = DEFAULT_TIMEOUT, signal } = options;
    if (typeof request?.url !== "string") throw misuse("request must be an object that buildRequest has returned.");
    if (typeof fetch !== "function") throw misuse("fetch must be a function.");
    const time = milliseconds("timeout", timeout);
    if (signal && !isAbortSignal(signal)) throw misuse("signal must be an AbortSignal.");
    if (signal?.aborted) throw new KycLinkError("aborted", {}, { cause: signal.reason });
    const controller = new AbortController();
    const abort = () => fail(failure("aborted", signal?.reason));
    const timer = setTimeout(() => fail(failure("timeout")), time);
    signal?.addEventListener("abort", abort);

    function stop() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }

    /** @param {KycLinkError} error */
    function fail(error) {
      reject(error);
      stop();
      // Ends whatever is still in progress; a completed exchange ignores it.
      controller.abort();
    }

    let hasResponse = false;
    fetchOnce(request, fetch, { signal: controller.signal, needsHeaders, onResponse: () => (hasResponse = true) }).then(
      (response) => {
        if (response.body === undefined) return fail(unusable(response));
        resolve(response);
        stop();
      },
      (cause) => {
        const error = failure("network", cause);
        if (!hasResponse && isUnconnected(cause, fetch)) unreached.add(error);
        fail(error);
      },
    );
  });
}

/**
 * @param {object} signal
 */
function isAbortSignal(signal) {
  const { addEventListener, removeEventListener } = /** @type {Partial<AbortSignal>} */ (signal);
  return typeof addEventListener === "function" && typeof removeEventListener === "function";
}

/**
 * Sends a request with fetch, and reads the response.
 *
 * @param {HttpRequest} request
 * @param {Fetch} fetch
 * @param {{ signal: AbortSignal, needsHeaders: boolean, onResponse: () => void }} how `onResponse` is called when there
 *   is a response, whose body may still fail
 * @returns {Promise<RawResponse | UnusableResponse>}
 */
async function fetchOnce(request, fetch, { signal, needsHeaders, onResponse }) {
  const { method, url, headers, body } = copyOptions(request);
  const response = await fetch(url, { method, headers, body, redirect: /** @type {const} */ ("manual"), signal });
  onResponse();
  const { status, type } = response;
  // A web page learns nothing about a redirect except that there was one.
  if (status === 0 && type === "opaqueredirect") return {};
  // Response.error() has the status 0: there was no response.
  if (!(Number.isInteger(status) && status >= 100 && status <= 999)) throw new TypeError("fetch did not return a Response");
  // A reader costs a Worker a fifth of the whole request.
  const read = fetch === globalThis.fetch && hasTrustedLength(response) ? response.text() : readText(response, signal);
  // The status of an error is enough, even if its body is endless.
  const whole = (await read) ?? (status >= 400 ? "" : undefined);
  if (whole === undefined) return { status };
  return { status, headers: needsHeaders || status >= 300 ? pairs(response.headers) : [], body: whole };
}

/**
 * Returns whether a body is known to be short. Content-Length is trusted only for uncompressed responses from the
 * platform's own fetch; synthetic responses have no URL, and a web page does not see whether another origin's response
 * is compressed.
 *
 * @param {Response} response
 */
function hasTrustedLength({ headers, type, url, text }) {
  /** @type {(name: string) => string | undefined} */
  const header = (name) => headers?.get?.(name) ?? undefined;
  const length = header("content-length");
  const isShort = length !== undefined && Number(length) <= MAX_BODY;
  const isEncoded = (header("content-encoding") ?? header("transfer-encoding")) !== undefined;
  return isShort && !isEncoded && type !== "cors" && typeof url === "string" && url !== "" && typeof text === "function";
}

/**
 * Returns the body as text, or `undefined` if it is too large; reads no further than that.
 *
 * @param {Response} response
 * @param {AbortSignal} signal
 */
async function readText({ body }, signal) {
  if (!body) return "";
  const reader = body.getReader();
  const giveUp = () => void reader.cancel().catch(() => {});
  // Not every fetch reacts to its signal.
  signal.addEventListener("abort", giveUp);
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > MAX_BODY) {
      giveUp();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** The codes of Node's errors for a connection that could not be made: nothing was sent. */
const UNCONNECTED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];
/**
 * The other side does not speak TLS, or its certificate is not trusted (nodejs.org/api/tls.html#x509-certificate-error-codes).
 * Node's own fetch has these codes only while it connects; another one may have them after the request was sent.
 */
const NO_TLS =
  /^(?:ERR_SSL_(?:PACKET_LENGTH_TOO_LONG|WRONG_VERSION_NUMBER)$|ERR_TLS_CERT_|CERT_|DEPTH_ZERO_SELF_SIGNED_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY)_)/;

/** The errors of `attempt` for such a connection. @type {WeakSet<object>} */
const unreached = new WeakSet();

/**
 * Returns whether `attempt` threw this error because no connection could be made.
 *
 * @param {object} error
 */
export function wasUnreached(error) {
  return unreached.has(error);
}

/**
 * Marks an error as one of a connection that could not be made, and returns it.
 *
 * @param {KycLinkError} error
 */
export function markUnreached(error) {
  unreached.add(error);
  return error;
}

/**
 * Returns whether fetch rejected with this value because no connection could be made. The error or its cause says it.
 *
 * @param {unknown} cause
 * @param {Fetch} fetch
 */
function isUnconnected(cause, fetch) {
  try {
    const outer = /** @type {(NodeError & { cause?: NodeError }) | undefined} */ (cause);
    /** @param {string} code */
    const isKnown = (code) => UNCONNECTED.includes(code) || (fetch === globalThis.fetch && NO_TLS.test(code));
    return [outer, outer?.cause].some((error) => isKnown(error?.code ?? "") || wasConnecting(error));
  } catch {
    return false; // a revoked proxy
  }
}

/** @typedef {{ code?: string, syscall?: string, errors?: NodeError[] }} NodeError an error of Node, or several */

/**
 * Returns whether Node failed while it was connecting: to each address of the host, if it has several.
 *
 * @param {NodeError | undefined} error
 * @returns {boolean}
 */
function wasConnecting(error) {
  const errors = error?.errors ?? [];
  return error?.syscall === "connect" || (errors.length > 0 && errors.every((error) => error.syscall === "connect"));
}

/** @param {UnusableResponse} response */
function unusable({ status }) {
  const message =
    status === undefined
      ? "The provider responded with a redirect, which is never followed."
      : "The provider's response is larger than 1 MiB.";
  return new KycLinkError("unexpected_response", { status, message });
}

/**
 * @param {"aborted" | "network" | "timeout"} code
 * @param {unknown} [cause]
 */
function failure(code, cause) {
  return new KycLinkError(code, { retryable: code !== "aborted" }, { cause });
}
