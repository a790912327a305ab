// Findings and errors as RFC 9457 problem details: what an answer to a browser may say, and no more.

import { ERRORS, STATUSES } from "./tables.js";
import { isKycLinkError } from "./error.js";

/** A problem of a failed call, or of a list of issues. Nothing of the input, the provider or a credential is in it. */
export function problem(error, { status } = {}) {
  const issues = Array.isArray(error) ? error : isKycLinkError(error) ? error.issues : [];
  const code = Array.isArray(error) ? "invalid_request" : isKycLinkError(error) ? error.code : "internal";
  const title = ERRORS[code] ?? ERRORS.internal;
  return {
    type: `urn:kyclink:${code}`,
    title,
    status: status ?? STATUSES[code] ?? 500,
    code,
    detail: isKycLinkError(error) ? error.message : title,
    ...(issues.length > 0 && { errors: issues.map(({ code, pointer, message }) => ({ code, pointer, detail: message })) }),
  };
}

/** The same as a Response. */
export function problemResponse(error, options) {
  const body = problem(error, options);
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (error?.retryAfterMs !== undefined) headers.set("retry-after", String(Math.ceil(error.retryAfterMs / 1000)));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}
