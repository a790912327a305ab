// Links: whether one is safe, and how long it lasts.

import { call } from "./wasm.js";

/** Checks a link before a person is sent there, and gives back its `URL.href`. */
export function assertSafeKycUrl(url, { allowHosts, allowLoopback } = {}) {
  return call("safe_kyc_url", typeof url === "object" ? url?.href : url, { allowHosts, allowLoopback });
}

/** How many milliseconds a link lasts; negative once it has expired. */
export function msUntilExpiry(link, { now = Date.now() } = {}) {
  return call("ms_until_expiry", link, Math.floor(now));
}

/** Whether a link is too old to send a person there. */
export function isExpired(link, { now = Date.now(), skewMs = 60_000 } = {}) {
  return call("is_expired", link, Math.floor(now), Math.floor(skewMs));
}
