/** What a person is told when the provider could not do its part: never in the provider's words. */

const OURS = "Something is wrong on our side. Please try again later.";
const AWAY = "Our partner cannot be reached right now. Please try again in a few minutes.";
const MAYBE = "We got no answer, and your details may have arrived all the same. Please wait a few minutes before you send them again.";
const REFUSED = "Our partner did not accept these details. Please check them and try again.";
const GARBLED = "Our partner gave no usable answer. Please try again later.";

/** By the code of a KycLinkError; any other is a fault of ours. */
const FAULTS = {
  invalid_request: [422, REFUSED],
  provider_rejected: [422, REFUSED],
  rate_limited: [503, AWAY],
  unavailable: [503, AWAY],
  outcome_unknown: [503, MAYBE],
  timeout: [504, AWAY],
  network: [502, AWAY],
  unexpected_response: [502, GARBLED],
};
const AT_THE_PROVIDER = ["unauthorized", "forbidden", "not_found", "conflict", "not_supported"];

/** @param {import("kyclink").KycLinkError} error */
export function faultOf({ code, retryAfterMs }) {
  const [status, text] = FAULTS[code] ?? [AT_THE_PROVIDER.includes(code) ? 502 : 500, OURS];
  const headers = retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) };
  return { status, text, headers };
}
