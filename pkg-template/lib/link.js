// Links: whether one is safe, and when it expires.

import { IS_EXPIRED, MS_UNTIL_EXPIRY, SAFE_KYC_URL } from "./calls.js";
import { ownOptions } from "./options.js";
import { call } from "./wasm.js";

/**
 * Checks a link before a person is sent to it, and returns its `URL.href`.
 *
 * @type {typeof import("../types/core.js").assertSafeKycUrl}
 */
export function assertSafeKycUrl(url, options) {
  const { allowHosts, allowLoopback } = ownOptions(options);
  return call(SAFE_KYC_URL, typeof url === "object" ? url?.href : url, { allowHosts, allowLoopback });
}

/**
 * Returns in how many milliseconds a link expires; negative once it has expired.
 *
 * @type {typeof import("../types/core.js").msUntilExpiry}
 */
export function msUntilExpiry(link, options) {
  return call(MS_UNTIL_EXPIRY, link, currentTime(options));
}

/**
 * Returns whether a link is too old to send a person to it.
 *
 * @type {typeof import("../types/core.js").isExpired}
 */
export function isExpired(link, options) {
  return call(IS_EXPIRED, link, currentTime(options), Math.floor(ownOptions(options).skewMs ?? 60_000));
}

/**
 * Returns the time to compare with. A `now` that is not a number becomes NaN, which src/js rejects; otherwise no link
 * would ever expire.
 *
 * @param {{ now?: number } | undefined} options
 */
function currentTime(options) {
  const now = ownOptions(options).now ?? Date.now();
  return typeof now === "number" ? Math.floor(now) : NaN;
}
