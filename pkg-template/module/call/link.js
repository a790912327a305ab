// Links: whether one is safe, and when it expires.

import { decodeBase64url } from "../base64.js";
import { copyOptions } from "../copy-options.js";
import { knownOptions } from "../options/known-options.js";
import { LINK_OPTIONS, PRESENTATION_OPTIONS } from "../tables.js";
import { IS_EXPIRED, MS_UNTIL_EXPIRY, PRESENTATION, SAFE_KYC_URL } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";

/** @type {typeof import("../../types/core.js").assertSafeKycUrl} */
export function assertSafeKycUrl(url, options) {
  const { allowHosts, allowLoopback } = knownOptions(options, LINK_OPTIONS);
  return call(SAFE_KYC_URL, typeof url === "object" ? url?.href : url, { allowHosts, allowLoopback });
}

/** @type {typeof import("../../types/core.js").presentation} */
export function presentation(link, options) {
  const { origin, allowHosts, allowLoopback } = knownOptions(options, PRESENTATION_OPTIONS);
  const { provider, kycUrl, url, token } = /** @type {{ provider?: unknown, kycUrl?: unknown, url?: unknown, token?: unknown }} */ (
    copyOptions(link)
  );
  return call(PRESENTATION, provider, kycUrl ?? url, typeof token === "string" && token ? claimsOf(token) : undefined, origin, {
    allowHosts,
    allowLoopback,
  });
}

/**
 * Reads the claims of a token; `true` if it is not a JSON Web Token, and `false` if they cannot be read.
 *
 * @param {string} token
 * @returns {unknown}
 */
function claimsOf(token) {
  const payload = token.split(".")[1];
  if (payload === undefined) return true;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(decodeBase64url(payload)));
  } catch {
    return false;
  }
}

/** @type {typeof import("../../types/core.js").msUntilExpiry} */
export function msUntilExpiry(link, options) {
  return call(MS_UNTIL_EXPIRY, link, currentTime(knownOptions(options, { now: 1 }).now)) ?? Infinity;
}

/** @type {typeof import("../../types/core.js").isExpired} */
export function isExpired(link, options) {
  const { now, skewMs = 60_000 } = knownOptions(options, { now: 1, skewMs: 1 });
  return call(IS_EXPIRED, link, currentTime(now), Math.floor(skewMs));
}

/**
 * Returns the time to compare with. A `now` that is not a number becomes NaN, which src/js rejects; otherwise no link
 * would ever expire.
 *
 * @param {number | undefined} given
 */
function currentTime(given) {
  const now = given ?? Date.now();
  return typeof now === "number" ? Math.floor(now) : NaN;
}
