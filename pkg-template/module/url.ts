// Which URLs are safe. The rule is that of `absolute` in src/value/url.rs: both are held to tests/vectors/data/links.json.

/** What `URL` would repair. */
const REPAIRED = /[\p{Cc}\p{White_Space}\\]/u;
/** A scheme and a host, without credentials. */
const ABSOLUTE = /^https?:\/\/[^/?#@]+(?:[/?#]|$)/i;
const LOOPBACK = /^(?:(?:(?:.*\.)?localhost\.*)|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Whether nobody on the network can read or change what is sent to a URL, and it has no credentials: it is https, or
 * http on this machine where that is allowed.
 */
export function isSafeUrl(text: string, allowLoopback?: boolean) {
  if (REPAIRED.test(text) || !ABSOLUTE.test(text)) return false;
  try {
    const { protocol, hostname } = new URL(text);
    return protocol === "https:" || (allowLoopback === true && isLoopback(hostname));
  } catch {
    return false; // without URL.canParse, which is newer than some browsers
  }
}

/**
 * Whether a host is a name or an address of this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3).
 *
 * @param hostname as `URL` returns it
 */
export function isLoopback(hostname: string) {
  return LOOPBACK.test(hostname);
}
