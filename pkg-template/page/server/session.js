// Whether a browser has begun an onboarding.

import { isLocal } from "../../lib/edge/local.js";

/** As src/edge/session finds them: only spaces and tabs may be around the name (RFC 6265bis, section 5.6). */
const SESSION = /(?:^|;)[ \t]*__Host-kyclink=([\w-]{120,4096})(?=[ \t]*(?:;|$))/g;
/** WebKit has another one on a developer's machine. */
const LOCAL_SESSION = /(?:^|;)[ \t]*(?:__Host-)?kyclink=([\w-]{120,4096})(?=[ \t]*(?:;|$))/g;

/** How many of the last ones are opened: what a sibling domain has planted is in front of them. */
const MAX_SESSIONS = 8;

/**
 * Whether a request has a session cookie that opens: an old one may not.
 *
 * @param {Headers} headers
 * @param {(cookie: string) => Promise<boolean>} opens
 * @param {readonly string[]} allowedOrigins
 */
export async function hasSession(headers, opens, allowedOrigins) {
  const session = isLocal(allowedOrigins) ? LOCAL_SESSION : SESSION;
  const sessions = [...(headers.get("cookie") ?? "").matchAll(session)].slice(-MAX_SESSIONS);
  return (await Promise.all(sessions.map(([, cookie = ""]) => opens(cookie)))).includes(true);
}
