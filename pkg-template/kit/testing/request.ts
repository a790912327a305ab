/**
 * Reads the arguments of `fetch` into plain data. The platform's own `Request` reads them, so a call that the real
 * `fetch` rejects (a body with GET, a malformed header) is rejected here in the same way.
 */

import { parseJson } from "../../module/json.ts";
import type { FailureKind } from "./failures.ts";
import type { ProviderName } from "./options.ts";

/** A request, as {@link SandboxOptions.onRequest} sees it: without headers, body and query. */
export interface RequestEntry {
  /** The provider that was called. */
  provider: ProviderName;
  /** The HTTP method. */
  method: string;
  /** The documented path, such as `/customers/{customerId}/kyc-link`; for unknown paths, the path itself. */
  path: string;
  /** The status of the response; `undefined` if the caller got none. */
  status: number | undefined;
  /** The planned failure that affected the request. */
  failure: FailureKind | undefined;
}

export interface SandboxRequest {
  method: string;
  /** without the provider's prefix once it is routed */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  /** empty if there is none */
  body: Uint8Array;
}

/** `body` is sent as JSON */
export type SandboxResponse = { status: number; headers?: Record<string, string>; body?: unknown };

export async function readRequest(
  input: Parameters<typeof globalThis.fetch>[0],
  init?: Parameters<typeof globalThis.fetch>[1],
): Promise<SandboxRequest & { origin: string; signal: AbortSignal | undefined }> {
  const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
  signal?.throwIfAborted();
  const request = new Request(input, init);
  const url = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  signal?.throwIfAborted();
  return {
    method: request.method,
    origin: url.origin,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    signal,
  };
}

/**
 * Returns a promise that only the signal settles: the response that never arrives. Like the open socket of a real call,
 * it keeps the process alive until then, because Node does not wait for the timer of `AbortSignal.timeout`.
 */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal === undefined) return;
    const openSocket = setInterval(() => {}, 60_000);
    const giveUp = () => {
      clearInterval(openSocket);
      reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp, { once: true });
  });
}

export function hasJsonType(headers: Headers) {
  return /^application\/json[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i.test(headers.get("content-type") ?? "");
}

/**
 * Returns the JSON of a body that its type says is JSON; `undefined` if it is none. Servers need not ignore a mark of the
 * byte order, with which no JSON begins (RFC 8259, section 8.1).
 */
export function jsonOf({ headers, body }: { headers: Headers; body: Uint8Array }) {
  return hasJsonType(headers) && body[0] !== 0xef ? parseJson(body) : undefined;
}

export function toResponse({ status, headers = {}, body }: SandboxResponse) {
  if (body === undefined) return new Response(null, { status, headers });
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json; charset=utf-8", ...headers } });
}
