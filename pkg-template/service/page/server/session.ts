// Whether a browser has begun an onboarding.

import { isLocal } from "../../edge/config/local.ts";

/** As src/edge/session finds them: only spaces and tabs may be around the name (RFC 6265bis, section 5.6). */
const SESSION = /(?:^|;)[ \t]*__Host-kyclink=([^;]*)/g;
/** WebKit has another one on a developer's machine. */
const LOCAL_SESSION = /(?:^|;)[ \t]*(?:__Host-)?kyclink=([^;]*)/g;

/** What may be a sealed session, and how long it may be. */
const SEALED = /^([\w-]+)[ \t]*$/;
const [SHORTEST, LONGEST] = [120, 4096];
/** How many of the last ones are opened: what a sibling domain has planted is in front of them. */
const MAX_SESSIONS = 8;

/**
 * Returns the `Set-Cookie` header of the form: whether the browser sends it back says whether it keeps any. It has the name
 * and the attributes that src/edge/session gives the session.
 */
export function testCookie(headers: Headers, allowedOrigins: readonly string[]) {
  const agent = headers.get("user-agent") ?? "";
  const isPlain = isLocal(allowedOrigins) && agent.includes("AppleWebKit/") && !agent.includes("Chrome/");
  const [prefix, secure] = isPlain ? ["", ""] : ["__Host-", "; Secure"];
  return `${prefix}kyclink-test=1; Path=/; Max-Age=86400${secure}; HttpOnly; SameSite=Lax`;
}

/** Whether a request has a session cookie that opens: an old one may not. */
export async function hasSession(headers: Headers, opens: (cookie: string) => Promise<boolean>, allowedOrigins: readonly string[]) {
  const session = isLocal(allowedOrigins) ? LOCAL_SESSION : SESSION;
  const values = [...(headers.get("cookie") ?? "").matchAll(session)].map(([, value = ""]) => value);
  const cookies = values.map((value) => SEALED.exec(value)?.[1] ?? "");
  const possible = cookies.filter(({ length }) => length >= SHORTEST && length <= LONGEST);
  return (await Promise.all(possible.slice(-MAX_SESSIONS).map(opens))).includes(true);
}
