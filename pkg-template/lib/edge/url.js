// Options that are URLs.

import { misuse } from "../error.js";

/**
 * Returns the URL of an option, to which requests or pages lead. No message has its value.
 *
 * @param {string} name
 * @param {unknown} value
 * @returns {URL}
 */
export function checkUrl(name, value) {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  const isLoopback = url?.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (!url || (url.protocol !== "https:" && !isLoopback) || url.username || url.password || url.search || url.hash)
    throw misuse(`${name} must be an https URL (http on loopback only), without credentials, query or fragment.`);
  return url;
}
