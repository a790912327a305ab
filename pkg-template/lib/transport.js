// One HTTP exchange over whatever fetch it is given. It always settles: within its time, on the caller's signal, and
// whatever fetch rejects with.

import { KycLinkError, misuse } from "./error.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { milliseconds } from "./timer.js";

export const DEFAULT_TIMEOUT = 30_000;
const MAX_BODY = 1 << 20;

/** Sends a request once and reads the whole answer. */
export async function send(request, options) {
  const { headers, ...answer } = await attempt(request, options, true);
  return { ...answer, headers: Object.fromEntries(headers) };
}

/** The same, with the headers as pairs, and those of a success only where `all` asks: reading them costs a Worker more than its body. */
export function attempt(request, options, all = false) {
  return new Promise((resolve, reject) => {
    const { fetch = globalThis.fetch, timeout = DEFAULT_TIMEOUT, signal } = ownOptions(options);
    if (typeof request?.url !== "string") throw misuse("request is what buildRequest gives.");
    if (typeof fetch !== "function") throw misuse("fetch is a function.");
    const time = milliseconds("timeout", timeout);
    if (signal && !["addEventListener", "removeEventListener"].every((name) => typeof signal[name] === "function"))
      throw misuse("signal is an AbortSignal.");
    if (signal?.aborted) throw new KycLinkError("aborted", {}, { cause: signal.reason });
    const own = new AbortController();
    const abort = () => settle(reject, failure("aborted", signal.reason));
    const timer = setTimeout(() => settle(reject, failure("timeout")), time);
    signal?.addEventListener("abort", abort);

    function settle(how, outcome) {
      how(outcome);
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      // Whatever is still on its way is not wanted any more; a finished exchange does not notice.
      if (how === reject) own.abort();
    }

    exchange(request, fetch, own.signal, all).then(
      (response) => (response.body === undefined ? settle(reject, unusable(response)) : settle(resolve, response)),
      // Nothing is asked of the cause, not even what it is: it may be a revoked proxy.
      (cause) => settle(reject, failure("network", cause)),
    );
  });
}

async function exchange(request, fetch, signal, all) {
  const { method, url, headers, body } = ownOptions(request);
  const response = await fetch(url, ownOptions({ method, headers, body, redirect: "manual", signal }));
  const { status, type } = response;
  // A page is told nothing of a redirect but that there was one.
  if (status === 0 && type === "opaqueredirect") return { redirected: true };
  // Response.error() has the status 0: nobody has responded.
  if (!(Number.isInteger(status) && status >= 100 && status <= 999)) throw new TypeError("fetch gave no Response.");
  // A reader costs a Worker a fifth of the whole request. The platform's own fetch keeps to a length that nothing overrules.
  const read = fetch === globalThis.fetch && tellsLength(response) ? response.text() : text(response, signal);
  // An error's status says enough, whatever comes after it without end.
  const whole = (await read) ?? (status >= 400 ? "" : undefined);
  return { status, headers: all || status >= 300 ? pairs(response.headers) : [], body: whole };
}

/**
 * Whether a body is known to be short. Who makes a Response, which then has no URL, may tell any length; of what is compressed
 * or comes in chunks it says nothing, and a page is not told that another origin's answer is.
 */
function tellsLength({ headers, type, url, text }) {
  const header = (name) => headers?.get?.(name) ?? undefined;
  const overruled = header("content-encoding") ?? header("transfer-encoding");
  return header("content-length") <= MAX_BODY && overruled === undefined && type !== "cors" && Boolean(url) && typeof text === "function";
}

/** The body as text, read no further than it may be long; nothing where it is longer. */
async function text({ body }, signal) {
  if (!body) return "";
  const reader = body.getReader();
  const giveUp = () => void reader.cancel().catch(() => {});
  // Not every fetch listens to its signal.
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

function unusable({ status, redirected }) {
  const message = redirected
    ? "The provider responded with a redirect, which is never followed."
    : "The provider's response is larger than 1 MiB.";
  return new KycLinkError("unexpected_response", { status, message });
}

function failure(code, cause) {
  return new KycLinkError(code, { retryable: code !== "aborted" }, { cause });
}
