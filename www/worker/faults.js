/** What a person is told when the provider could not do its part: never in the provider's words. */

const OURS = "Something is wrong on our side. Please try again later.";
const AWAY = "Our partner cannot be reached right now. Please try again in a few minutes.";
const MAYBE = "We got no answer, and your details may have arrived all the same. Please wait a few minutes before you send them again.";
const REFUSED = "Our partner did not accept these details. Please check them and try again.";

/** Status and text by the code of a KycLinkError; any other is a fault of ours. */
const FAULTS = {
  invalid_request: [422, REFUSED],
  provider_rejected: [422, REFUSED],
  contact_not_verified: [409, "Your email address and phone number must be confirmed first."],
  rate_limited: [503, AWAY],
  unavailable: [503, AWAY],
  outcome_unknown: [503, MAYBE],
  aborted: [503, AWAY],
  timeout: [504, AWAY],
  network: [502, AWAY],
  unauthorized: [502, OURS],
  forbidden: [502, OURS],
  not_found: [502, OURS],
  conflict: [502, OURS],
  not_supported: [502, OURS],
  unexpected_response: [502, OURS],
};

/** @param {import("kyclink").KycLinkError} error */
export function faultOf({ code, retryAfterMs }) {
  const [status, text] = FAULTS[code] ?? [500, OURS];
  const headers = retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) };
  return { status, text, headers };
}
