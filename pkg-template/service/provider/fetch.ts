// The `fetch` that the functions of a provider get: with the deadline of their call, without redirects, and with
// responses of at most 1 MiB. Its errors name no URL, which may have a credential or somebody's data.

import type { HttpRequest } from "../../module/call/request.ts";
import type { Fetch } from "../../module/call/transport.ts";
import { attempt, wasUnreached } from "../../module/call/transport.ts";
import { copyOptions } from "../../module/copy-options.ts";
import { KycLinkError, misuse } from "../../module/error.ts";
import { isSafeUrl } from "../../module/url.ts";
import type { ProviderFetch } from "./functions.ts";

/**
 * What a function has sent: how many requests may have reached a host, apart from reads, which create nothing; how many
 * reads; how many requests reached no host; and the errors of those without a response.
 */
export type Sent = {
  count: number;
  reads: number;
  unreached: number;
  errors: { add(error: object): unknown; has(error: unknown): boolean };
};

/** The methods of reads (RFC 9110, 9.2.1). */
const READS = ["GET", "HEAD"];

/** Statuses whose responses have no body (Fetch Standard, null body status). */
const WITHOUT_BODY = [204, 205, 304];

/**
 * Returns the `fetch` of one call.
 *
 * @param call `left` returns the time that the call still has, in milliseconds
 */
export function fetchOf({
  fetch,
  signal,
  left,
  sent,
}: {
  fetch: Fetch | undefined;
  signal: AbortSignal;
  left: () => number;
  sent: Sent;
}): ProviderFetch {
  return async (given, init) => {
    const { method = "GET", headers, body } = copyOptions(init);
    const url = safeUrl(given);
    refuseUnsendable(url, String(method), headers);
    const request = { method: String(method), url, headers, body };
    if (signal.aborted) throw new KycLinkError("timeout");
    const kind = READS.includes(request.method.toUpperCase()) ? "reads" : "count";
    sent[kind] += 1;
    let response: Awaited<ReturnType<typeof attempt>>;
    try {
      response = await attempt(request as HttpRequest, { fetch, timeout: Math.max(left(), 1), signal }, true);
      if (response.status < 200 || response.status > 599) throw new KycLinkError("unexpected_response", { status: response.status });
      if (isRedirect(response.status)) throw new KycLinkError("unexpected_response", { message: REDIRECT });
    } catch (thrown) {
      const { code, status, message } = thrown as KycLinkError;
      if (wasUnreached(thrown)) {
        sent[kind] -= 1;
        sent.unreached += 1;
      }
      // Without what the platform's fetch has thrown.
      const error = new KycLinkError(code === "aborted" ? "timeout" : code, { status, message });
      sent.errors.add(error);
      throw error;
    }
    const { status } = response;
    return new Response(WITHOUT_BODY.includes(status) ? null : response.body, { status, headers: response.headers });
  };
}

/**
 * Refuses what the platform's fetch would not send, as long as nothing was sent. The platform's own errors would quote it.
 */
function refuseUnsendable(url: string, method: string, headers: HeadersInit | undefined) {
  try {
    new Request(url, { method, headers });
  } catch {
    throw misuse("fetch needs a method and headers that can be sent: a header has no line breaks, and no characters beyond U+00FF.");
  }
}

const REDIRECT = "The provider responded with a redirect, which is never followed.";

function isRedirect(status: number) {
  return status >= 300 && status <= 399 && status !== 304;
}

/** Returns an absolute URL: https, or http on this machine. The platform's own errors would quote another one. */
function safeUrl(given: string | URL) {
  const text = String(given);
  if (URL.canParse(text) && isSafeUrl(new URL(text).href, true)) return text;
  throw misuse("fetch needs an https URL (http on loopback only), without credentials.");
}
