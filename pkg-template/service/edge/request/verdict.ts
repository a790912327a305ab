// What the hook `authorize` may return.

import { copyOptions } from "../../../module/copy-options.ts";
import { KycLinkError, misuse } from "../../../module/error.ts";

/** The longest reference, in UTF-16 code units: browsers drop a cookie of more than 4,096 bytes. */
const MAX_REFERENCE = 500;

/**
 * Returns whose request it is. A misunderstood result, or an empty reference, would admit somebody who must be refused.
 */
export function verdictOf(returned: unknown) {
  if (!isVerdict(returned)) throw unusable(returned === false ? undefined : returned);
  const verdict: { reference?: unknown; redirectUri?: unknown } = copyOptions(returned);
  const { reference, redirectUri } = verdict;
  if ("reference" in verdict && !isNonEmpty(reference)) throw unusable(reference);
  if (redirectUri !== undefined && !isNonEmpty(redirectUri)) throw unusable(redirectUri);
  if (isNonEmpty(reference) && reference.length > MAX_REFERENCE) {
    const message = `The reference of authorize must have at most ${MAX_REFERENCE} characters, because the cookie contains it.`;
    throw new KycLinkError("advice", { message });
  }
  return { reference, redirectUri };
}

/**
 * Returns whether `authorize` returned a plain object, of any realm, with one of the expected names. An Error that is
 * returned instead of thrown must not admit anyone, nor must `{}` or `{ error: "…" }`.
 */
function isVerdict(returned: unknown): returned is object {
  if (typeof returned !== "object" || returned === null) return false;
  const prototype = Object.getPrototypeOf(returned);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const names = Object.keys(returned);
  return isPlain && names.some((name) => ["reference", "redirectUri"].includes(name));
}

/**
 * Returns the error for what `authorize` must not return. A string, or none where there is no person, comes from the
 * request, which may be a stranger's; a value of another type comes from the function.
 */
function unusable(value: unknown) {
  const message = "authorize must return nothing, a Response, or { reference, redirectUri } with strings that are not empty.";
  const isOfRequest = value === undefined || value === null || (typeof value === "string" && !isNonEmpty(value));
  return isOfRequest ? new KycLinkError("advice", { message: `${message} For one request it did not.` }) : misuse(message);
}

function isNonEmpty(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !/\p{Surrogate}/u.test(value);
}
