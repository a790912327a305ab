// One HTTP exchange over whatever fetch it is given. It always settles: within its time, on the caller's signal, and
// whatever fetch rejects with.

import { KycLinkError } from "./error.js";
import { pairs } from "./headers.js";

export const DEFAULT_TIMEOUT = 30_000;
// The longest a timer can run (WHATWG HTML, timers: a signed 32-bit integer).
const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_BODY = 1 << 20;

/** Sends a request once and reads the whole answer. */
export async function send(request, options) {
  const { headers, ...answer } = await attempt(request, options);
  return { ...answer, headers: Object.fromEntries(pairs(headers)) };
}

/** The same, with the headers as `fetch` gave them: of a success nobody looks at them. */
export function attempt(request, options) {
  return new Promise((resolve, reject) => {
    const { fetch = globalThis.fetch, timeout = DEFAULT_TIMEOUT, signal } = options ?? {};
    if (typeof request?.url !== "string") throw misuse("request is what buildRequest gives.");
    if (typeof fetch !== "function") throw misuse("fetch is a function.");
    if (!(timeout > 0)) throw misuse("timeout is a positive number of milliseconds.");
    if (signal && typeof signal.addEventListener !== "function") throw misuse("signal is an AbortSignal.");
    if (signal?.aborted) throw new KycLinkError("aborted", {}, { cause: signal.reason });
    const own = new AbortController();
    const abort = () => settle(reject, failure("aborted", signal.reason));
    const timer = setTimeout(() => settle(reject, failure("timeout")), Math.min(timeout, MAX_TIMEOUT));
    signal?.addEventListener("abort", abort);

    function settle(how, outcome) {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      how(outcome);
      // Whatever is still on its way is not wanted any more; a finished exchange does not notice.
      if (how === reject) own.abort();
    }

    exchange(request, fetch, own.signal).then(
      (response) => (response.body === undefined ? settle(reject, tooLarge()) : settle(resolve, response)),
      // Nothing is asked of the cause, not even what it is: it may be a revoked proxy.
      (cause) => settle(reject, failure("network", cause)),
    );
  });
}

async function exchange({ method, url, headers, body }, fetch, signal) {
  const response = await fetch(url, { method, headers, body, redirect: "manual", signal });
  const { status } = response;
  if (!Number.isInteger(status)) throw new TypeError("fetch gave no Response.");
  // An error's status says enough, whatever comes after it without end.
  const whole = (await text(response)) ?? (status >= 400 ? "" : undefined);
  return { status, headers: response.headers, body: whole };
}

/** The body as text, read no further than it may be long; nothing where it is longer. */
async function text(response) {
  // Where the length is known and nothing unpacks it, the platform reads it all at once: that costs a Worker half as much.
  const length = response.headers?.get?.("content-length");
  if (length <= MAX_BODY && length !== null && !response.headers.get("content-encoding")) return response.text();
  const { body } = response;
  if (!body) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > MAX_BODY) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function misuse(message) {
  return new KycLinkError("invalid_config", { message });
}

function tooLarge() {
  return new KycLinkError("unexpected_response", { message: "The provider's answer is larger than 1 MiB." });
}

function failure(code, cause) {
  return new KycLinkError(code, { retryable: code !== "aborted" }, { cause });
}
