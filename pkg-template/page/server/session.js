// Whether a browser has begun an onboarding.

import { isLocal } from "../../lib/edge/local.js";

/** Only spaces and tabs may be around the name (RFC 6265bis, section 5.6). */
const SESSION = /(?:^|;)[ \t]*__Host-kyclink=([\w-]*)/g;
/** WebKit has another one on a developer's machine. */
const LOCAL_SESSION = /(?:^|;)[ \t]*(?:__Host-)?kyclink=([\w-]*)/g;

/** More than a browser sends. Limits how much of an untrusted header is opened. */
const MAX_SESSIONS = 3;

/**
 * Whether a request has a session cookie that opens: an old one may not.
 *
 * @param {Headers} headers
 * @param {(cookie: string) => Promise<boolean>} opens
 * @param {readonly string[]} allowedOrigins
 */
export async function hasSession(headers, opens, allowedOrigins) {
  const session = isLocal(allowedOrigins) ? LOCAL_SESSION : SESSION;
  const sessions = [...(headers.get("cookie") ?? "").matchAll(session)].slice(0, MAX_SESSIONS);
  return (await Promise.all(sessions.map(([, cookie = ""]) => opens(cookie)))).includes(true);
}
