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

/** A cookie without a person's data, as src/edge/session reads it: whether the browser sends it back says whether it keeps any. */
const TEST = "kyclink-test=1; Path=/; Max-Age=86400";

/** Returns the `Set-Cookie` headers of the form. */
export function testCookies(allowedOrigins: readonly string[]) {
  const local = isLocal(allowedOrigins) ? [`${TEST}; HttpOnly; SameSite=Lax`] : [];
  return [`__Host-${TEST}; Secure; HttpOnly; SameSite=Lax`, ...local];
}

/** Whether a request has a session cookie that opens: an old one may not. */
export async function hasSession(headers: Headers, opens: (cookie: string) => Promise<boolean>, allowedOrigins: readonly string[]) {
  const session = isLocal(allowedOrigins) ? LOCAL_SESSION : SESSION;
  const values = [...(headers.get("cookie") ?? "").matchAll(session)].map(([, value = ""]) => value);
  const cookies = values.map((value) => SEALED.exec(value)?.[1] ?? "");
  const possible = cookies.filter(({ length }) => length >= SHORTEST && length <= LONGEST);
  return (await Promise.all(possible.slice(-MAX_SESSIONS).map(opens))).includes(true);
}
