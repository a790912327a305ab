// What the package offers, whatever way its wasm came in.

import { pairs } from "./headers.js";
import { reword } from "./messages.js";
import { parse } from "./response.js";
import { OPERATIONS } from "./tables.js";
import { call } from "./wasm.js";

export { KycLinkError, isKycLinkError } from "./error.js";
export { onboard } from "./onboard.js";
export * from "./providers.js";
export { ERROR_CODES, ISSUE_CODES } from "./tables.js";
export { send } from "./transport.js";

/** The names of all operations. */
export function operations() {
  return [...OPERATIONS];
}

/** Checks an input and finds everything that is wrong with it. Never throws because of the input. */
export function validate(operation, input, { policy, normalize, messages, now = Date.now() } = {}) {
  const verdict = call("validate", operation, input, { policy, normalize, now: Math.floor(now) });
  if (messages) {
    if (!verdict.ok) verdict.issues = reword(verdict.issues, messages);
    verdict.warnings = reword(verdict.warnings, messages);
  }
  return verdict;
}

/** Trims texts, strips the separators of a phone number that starts with +, drops empty optional texts. */
export function normalize(operation, input) {
  return call("normalize", operation, input);
}

/** Checks an input and builds the request, without sending it. */
export function buildRequest(operation, input, config) {
  const own = config && { ...config, headers: pairs(config.headers) };
  return call("build_request", operation, input, own, Date.now());
}

/** Reads an answer: the output of any 2xx; throws on everything else. */
export function parseResponse(operation, response, input, options) {
  return parse(operation, response, input, options);
}

/** An applicant as the input of one operation. Nothing is checked. */
export function toInput(applicant, operation) {
  return call("to_input", applicant, operation);
}

/** Checks a link before a person is sent there, and gives back its `URL.href`. */
export function assertSafeKycUrl(url, { allowHosts, allowLoopback } = {}) {
  return call("safe_kyc_url", typeof url === "object" ? url?.href : url, { allowHosts, allowLoopback });
}

/** How many milliseconds a link lasts; negative once it has expired. */
export function msUntilExpiry(link, { now = Date.now() } = {}) {
  return call("ms_until_expiry", link, Math.floor(now));
}

/** Whether a link is too old to send a person there. */
export function isExpired(link, { now = Date.now(), skewMs = 60_000 } = {}) {
  return call("is_expired", link, Math.floor(now), Math.floor(skewMs));
}
