// One HTTP exchange through any fetch. The promise always settles: before the timeout, on the caller's signal, and
// whatever fetch rejects with.

import type { ErrorCode } from "../codes.ts";
import { copyOptions } from "../copy-options.ts";
import { KycLinkError, misuse } from "../error.ts";
import { knownOptions } from "../options/known-options.ts";
import type { Header } from "./headers.ts";
import { pairs } from "./headers.ts";
import type { HttpRequest } from "./request.ts";
import { milliseconds } from "./timer.ts";

/** A `fetch` function: the platform's, a service binding's, or a stub for tests. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

/** What kyclink passes to a {@link Fetch} function. */
export interface FetchInit {
  /** The HTTP method. */
  method: string;
  /** All headers, including `Authorization`. */
  headers: Record<string, string>;
  /** The JSON body. Absent for requests without a body. */
  body?: string;
  /** Redirects are not followed. */
  redirect: "manual";
  /** Aborts after the timeout, and when the caller's own signal does. */
  signal: AbortSignal;
}

/** The response that {@link send} returns. */
export interface SentResponse {
  /** The HTTP status. */
  status: number;
  /** The response headers, by their lower-case names. */
  headers: Record<string, string>;
  /** The body, decoded as UTF-8. */
  body: string;
  /** The URL of the request. */
  url: string;
}

export type AttemptOptions = { fetch?: Fetch; timeout?: number; signal?: AbortSignal };

type RawResponse = { status: number; headers: Header[]; body: string };

/** A response that cannot be used: without a status it is a redirect, with one its body is too large. */
type UnusableResponse = { status?: number; body?: undefined };

/**
 * Sends a request in the place of `attempt`. `isLocal`: whether errors may say what a function of the program has
 * thrown, for its developer.
 */
export type Send = (request: HttpRequest, options: AttemptOptions & { isLocal?: boolean }) => Promise<RawResponse & { code?: ErrorCode }>;

export const DEFAULT_TIMEOUT = 30_000;
const MAX_BODY = 1 << 20;

/**
 * Sends a request once, without retries, and reads at most 1 MiB of the response.
 *
 * The promise always settles: after `timeout` (milliseconds, default 30000), when `signal` aborts,
 * and whatever `fetch` rejects with. Redirects are not followed.
 *
 * @param request The request that {@link buildRequest} returned.
 * @param options `fetch` replaces the platform's.
 * @returns The response, whatever its status.
 * @throws {KycLinkError} `network`, `timeout` or `aborted`; `cause` is the value that `fetch` rejected with
 * @example
 * const request = buildRequest("grid.getCustomer", { customerId }, { clientId, clientSecret });
 * const { status, headers, body } = await send(request, { timeout: 10_000 });
 */
export async function send(
  request: HttpRequest,
  options?: {
    /** A `fetch` function instead of the platform's. */
    fetch?: Fetch | undefined;
    /** The time until the body has arrived, in milliseconds. */
    timeout?: number | undefined;
    /** Aborts the request. */
    signal?: AbortSignal | undefined;
  },
): Promise<SentResponse> {
  const { headers, ...response } = await attempt(request, knownOptions(options, { fetch: 1, timeout: 1, signal: 1 }), true);
  return { ...response, headers: Object.fromEntries(headers), url: request.url };
}

/**
 * Sends a request once and reads the whole response, with its headers as pairs. Reading headers costs a Worker more
 * than reading the body: those of a 2xx response are read only if `needsHeaders`.
 *
 * @param options an object without inherited properties
 */
export function attempt(request: HttpRequest, options: AttemptOptions, needsHeaders = false): Promise<RawResponse> {
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

    function fail(error: KycLinkError) {
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

function isAbortSignal(signal: object) {
  const { addEventListener, removeEventListener }: Partial<AbortSignal> = signal;
  return typeof addEventListener === "function" && typeof removeEventListener === "function";
}

/**
 * Sends a request with fetch, and reads the response.
 *
 * @param how `onResponse` is called when there
 * is a response, whose body may still fail
 */
async function fetchOnce(
  request: HttpRequest,
  fetch: Fetch,
  { signal, needsHeaders, onResponse }: { signal: AbortSignal; needsHeaders: boolean; onResponse: () => void },
): Promise<RawResponse | UnusableResponse> {
  const { method, url, headers, body } = copyOptions(request);
  const response = await fetch(url, { method, headers, body, redirect: "manual" as const, signal });
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
 */
function hasTrustedLength({ headers, type, url, text }: Response) {
  const header: (name: string) => string | undefined = (name) => headers?.get?.(name) ?? undefined;
  const length = header("content-length");
  const isShort = length !== undefined && Number(length) <= MAX_BODY;
  const isEncoded = (header("content-encoding") ?? header("transfer-encoding")) !== undefined;
  return isShort && !isEncoded && type !== "cors" && typeof url === "string" && url !== "" && typeof text === "function";
}

/** Returns the body as text, or `undefined` if it is too large; reads no further than that. */
async function readText({ body }: Response, signal: AbortSignal) {
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

/** The errors of `attempt` for such a connection. */
const unreached: { add(error: object): unknown; has(error: unknown): boolean } = new WeakSet();

/** Returns whether `attempt` threw this error because no connection could be made. */
export function wasUnreached(error: unknown) {
  return unreached.has(error);
}

/** Marks an error as one of a connection that could not be made, and returns it. */
export function markUnreached(error: KycLinkError) {
  unreached.add(error);
  return error;
}

/**
 * Returns whether fetch rejected with this value because no connection could be made. The error or its cause says it.
 */
function isUnconnected(cause: unknown, fetch: Fetch) {
  try {
    const outer = cause as (NodeError & { cause?: NodeError }) | undefined;
    const isKnown = (code: string) => UNCONNECTED.includes(code) || (fetch === globalThis.fetch && NO_TLS.test(code));
    return [outer, outer?.cause].some((error) => isKnown(error?.code ?? "") || wasConnecting(error));
  } catch {
    return false; // a revoked proxy
  }
}

/** an error of Node, or several */
type NodeError = { code?: string; syscall?: string; errors?: NodeError[] };

/** Returns whether Node failed while it was connecting: to each address of the host, if it has several. */
function wasConnecting(error: NodeError | undefined): boolean {
  const errors = error?.errors ?? [];
  return error?.syscall === "connect" || (errors.length > 0 && errors.every((error) => error.syscall === "connect"));
}

function unusable({ status }: UnusableResponse) {
  const message =
    status === undefined
      ? "The provider responded with a redirect, which is never followed."
      : "The provider's response is larger than 1 MiB.";
  return new KycLinkError("unexpected_response", { status, message });
}

function failure(code: "aborted" | "network" | "timeout", cause?: unknown) {
  return new KycLinkError(code, { retryable: code !== "aborted" }, { cause });
}
