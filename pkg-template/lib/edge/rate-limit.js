// Asks the `rateLimit` hook: for the handler's routes, and for those of a page.

import { misuse } from "../error.js";
import { ownOptions } from "../options.js";
import { wholeMs } from "../timer.js";

/** The functions whose wrong results were reported: each once. */
const reported = new WeakSet();

/**
 * Returns `true` if the request is allowed. Otherwise `retryAfterMs` is the time after which it may be sent again, if
 * the hook gives one.
 *
 * @param {import("../../types/edge.js").RateLimit} rateLimit
 * @param {Request} request
 * @param {string} route
 * @param {(error: unknown) => void} report
 */
export async function askRateLimit(rateLimit, request, route, report) {
  const verdict = await rateLimit(request, route);
  if (verdict === true) return true;
  if (verdict !== false && (typeof verdict !== "object" || verdict === null) && !reported.has(rateLimit)) {
    reported.add(rateLimit);
    report(
      misuse(
        "rateLimit must return true to admit a request, or false or { retryAfterMs } to refuse it. It returned something else, so the request was refused.",
      ),
    );
  }
  return { retryAfterMs: wholeMs(ownOptions(typeof verdict === "object" ? verdict : undefined).retryAfterMs) };
}
