// Findings and errors as RFC 9457 problem details: what an answer to a browser may say, and no more.

import { isKycLinkError, misuse } from "./error.js";
import { ownOptions } from "./options.js";
import { ERRORS, STATUSES } from "./tables.js";

/** A problem of a failed call, or of a list of issues. Nothing of the input, the provider or a credential is in it. */
export function problem(error, options) {
  const { status } = ownOptions(options);
  if (status != null && !(Number.isInteger(status) && status >= 200 && status <= 599))
    throw misuse("status is an HTTP status from 200 to 599.");
  const { code, message, issues = [] } = known(error);
  // The form module has no sentences for what only a client meets: there the error's own stands for it.
  const title = ERRORS[code] ?? message ?? ERRORS.internal;
  return {
    type: `urn:kyclink:${code}`,
    title,
    status: status ?? STATUSES[code] ?? 500,
    code,
    detail: message ?? title,
    ...(issues.length > 0 && { errors: issues.map(({ code, pointer, message }) => ({ code, pointer, detail: message })) }),
  };
}

/** The same as a Response. */
export function problemResponse(error, options) {
  const body = problem(error, options);
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  const { retryAfterMs } = known(error);
  // Whole seconds within 31 bits, which every reader can hold (RFC 9111 section 1.2.2).
  if (retryAfterMs >= 0) headers.set("retry-after", String(Math.min(Math.ceil(retryAfterMs / 1000), 2 ** 31 - 1)));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

/** Of anything that is no error or finding of ours nothing is read: nobody knows what it holds. */
function known(error) {
  if (isKycLinkError(error)) return error;
  return isIssues(error) ? { code: "invalid_request", issues: error } : { code: "internal" };
}

function isIssues(value) {
  try {
    return (
      Array.isArray(value) && value.every((issue) => [issue.code, issue.pointer, issue.message].every((text) => typeof text === "string"))
    );
  } catch {
    return false;
  }
}
