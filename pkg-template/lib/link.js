// Links: whether one is safe, and how long it lasts.

import { IS_EXPIRED, MS_UNTIL_EXPIRY, SAFE_KYC_URL } from "./calls.js";
import { ownOptions } from "./options.js";
import { call } from "./wasm.js";

/** Checks a link before a person is sent there, and gives back its `URL.href`. */
export function assertSafeKycUrl(url, options) {
  const { allowHosts, allowLoopback } = ownOptions(options);
  return call(SAFE_KYC_URL, typeof url === "object" ? url?.href : url, { allowHosts, allowLoopback });
}

/** How many milliseconds a link lasts; negative once it has expired. */
export function msUntilExpiry(link, options) {
  return call(MS_UNTIL_EXPIRY, link, time(options));
}

/** Whether a link is too old to send a person there. */
export function isExpired(link, options) {
  return call(IS_EXPIRED, link, time(options), Math.floor(ownOptions(options).skewMs ?? 60_000));
}

/** The time to judge at: a link must not last for ever because nobody knew what time it is. */
function time(options) {
  const now = ownOptions(options).now ?? Date.now();
  return typeof now === "number" ? Math.floor(now) : NaN;
}
