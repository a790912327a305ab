// Options that are URLs.

import { misuse } from "../module/error.ts";
import { isSafeUrl } from "../module/url.ts";
import { hasUnseen, isQuoted } from "./as-copied.ts";

/** Returns the URL of an option, to which requests or pages lead. No message has its value. */
export function checkUrl(name: string, value: unknown): URL {
  if (typeof value === "string" && (isQuoted(value) || hasUnseen(value)))
    throw misuse(`${name} must be a URL without quotes or blanks around it or invisible characters.`);
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !isSafeUrl(url.href, true) || url.search || url.hash)
    throw misuse(`${name} must be an https URL (http on loopback only), without credentials, query or fragment.`);
  return url;
}
