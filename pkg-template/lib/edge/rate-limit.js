// Asks the `rateLimit` hook: for the handler's routes, and for those of a page.

import { ownOptions } from "../options.js";
import { wholeMs } from "../timer.js";

/**
 * Returns `true` if the request is allowed. Otherwise `retryAfterMs` is the time after which it may be sent again, if the
 * hook gives one.
 *
 * @param {import("../../types/edge.js").RateLimit} rateLimit
 * @param {Request} request
 * @param {string} route
 */
export async function askRateLimit(rateLimit, request, route) {
  const verdict = await rateLimit(request, route);
  if (verdict === true) return true;
  return { retryAfterMs: wholeMs(ownOptions(typeof verdict === "object" ? verdict : undefined).retryAfterMs) };
}
