// Asks the `rateLimit` hook: for the handler's routes, and for those of a page.

import { wholeMs } from "../../../module/call/timer.js";
import { copyOptions } from "../../../module/copy-options.js";
import { misuse } from "../../../module/error.js";

/** The functions whose wrong results were reported: each once. */
const reported = new WeakSet();

/**
 * Returns `true` if the request is allowed. Otherwise `retryAfterMs` is the time after which it may be sent again, if
 * the hook gives one. A result that is none of its results refuses the request.
 *
 * @param {import("../../../types/edge.js").RateLimit} rateLimit
 * @param {Request} request
 * @param {string} route
 * @param {(error: unknown) => void} report
 */
export async function askRateLimit(rateLimit, request, route, report) {
  /** @type {unknown} */
  const verdict = await rateLimit(request, route);
  if (typeof verdict === "boolean") return verdict || {};
  /** @type {{ retryAfterMs?: unknown, success?: unknown, reset?: unknown }} */
  const { retryAfterMs, success, reset } = copyOptions(typeof verdict === "object" ? verdict : undefined);
  if (typeof retryAfterMs === "number") return { retryAfterMs: wholeMs(retryAfterMs) };
  if (success === true) return true;
  // Upstash says when the limit is reset, in milliseconds since 1970; Cloudflare does not.
  if (success === false) return typeof reset === "number" && reset > Date.now() ? { retryAfterMs: wholeMs(reset - Date.now()) } : {};
  if (!reported.has(rateLimit)) {
    reported.add(rateLimit);
    report(
      misuse(
        "rateLimit must return true or { success: true } to admit a request, or false, { success: false } or { retryAfterMs } to refuse it. It returned something else, so the request was refused.",
      ),
    );
  }
  return {};
}
