// Options that are URLs.

import { misuse } from "../module/error.js";
import { isSafeUrl } from "../module/url.js";

/**
 * Returns the URL of an option, to which requests or pages lead. No message has its value.
 *
 * @param {string} name
 * @param {unknown} value
 * @returns {URL}
 */
export function checkUrl(name, value) {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !isSafeUrl(url.href, true) || url.search || url.hash)
    throw misuse(`${name} must be an https URL (http on loopback only), without credentials, query or fragment.`);
  return url;
}
