// What the functions of a provider of one's own throw. Nothing else that they throw is read.

import { LONGEST } from "../../module/call/timer.js";
import { copyOptions } from "../../module/copy-options.js";
import { isKycLinkError, misuse } from "../../module/error.js";
import { detailsOf } from "../thrown.js";

/** @import { ProviderErrorCode } from "../../types/provider.js" */
/**
 * What a function has said of its failure. The hint is kyclink's own, for the owner.
 *
 * @typedef {{
 *   code: ProviderErrorCode,
 *   paths: string[],
 *   retryAfterMs: number | undefined,
 *   providerCode: string | undefined,
 *   hint?: string,
 * }} Failure
 */

/**
 * The status of a response that means the same, by the code: what it leads to is decided as for every provider. A
 * provider that refuses a request has rejected it: only kyclink itself says `invalid_request`.
 *
 * @type {Readonly<Record<ProviderErrorCode, number>>}
 */
export const STATUS_OF = {
  invalid_config: 400,
  invalid_request: 422,
  provider_rejected: 422,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  not_supported: 405,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
  outcome_unknown: 500,
};

/** @type {ReadonlyMap<string, ReturnType<typeof import("../../types/provider.js").webhookRefused>["reason"]>} */
const REASONS = new Map([
  ["signature", "signature"],
  ["too_old", "too_old"],
  ["malformed", "malformed"],
]);

/** The most issues of an error. */
const MAX_ISSUES = 50;

/** @type {WeakMap<object, Failure>} */
const failures = new WeakMap();
/** @type {WeakMap<object, import("../../types/provider.js").WebhookRefused["reason"]>} */
const refusals = new WeakMap();

/** @type {typeof import("../../types/provider.js").providerError} */
export function providerError(given) {
  // The names may be those of a response: no message has one.
  const { code, issues, retryAfterMs, providerCode, ...others } = copyOptions(given);
  if (Object.keys(others).length > 0) throw misuse("A providerError has code, issues, retryAfterMs and providerCode, and nothing else.");
  if (typeof code !== "string" || !Object.hasOwn(STATUS_OF, code)) {
    throw misuse(`The code of a providerError is one of ${Object.keys(STATUS_OF).join(", ")}.`);
  }
  if (issues !== undefined && !Array.isArray(issues))
    throw misuse("issues must be a list of { path }, with names of the applicant's fields.");
  const waitMs = typeof retryAfterMs === "number" && retryAfterMs >= 0 ? Math.min(Math.ceil(retryAfterMs), LONGEST) : undefined;
  const error = new ProviderError(code);
  const paths = (issues ?? []).slice(0, MAX_ISSUES).map(pathOf);
  failures.set(error, { code, paths, retryAfterMs: waitMs, providerCode: typeof providerCode === "string" ? providerCode : undefined });
  return error;
}

/**
 * Returns the error of a refusal of the owner's settings, with what to check.
 *
 * @param {import("../../types/provider.js").ProviderErrorOptions} given
 * @param {string} settings
 */
export function settingsError(given, settings) {
  const error = providerError({ ...given, code: "invalid_config" });
  /** @type {Failure} */ (failureOf(error)).hint = `The provider refuses the settings: check ${settings}.`;
  return error;
}

/**
 * Returns the path of an issue as a name, such as `address.city`. One that is not a field of the applicant is left out.
 *
 * @param {unknown} issue
 */
function pathOf(issue) {
  const { path } = copyOptions(/** @type {{ path?: unknown } | null | undefined} */ (issue));
  return String(Array.isArray(path) ? path.join(".") : path);
}

/** @type {typeof import("../../types/provider.js").webhookRefused} */
export function webhookRefused(reason) {
  const known = REASONS.get(reason);
  if (!known) throw misuse(`webhookRefused takes ${[...REASONS.keys()].map((word) => `"${word}"`).join(" or ")}.`);
  const error = new WebhookRefused(known);
  refusals.set(error, known);
  return error;
}

/** Its message has nothing of the provider's. */
class ProviderError extends Error {
  /** @param {ProviderErrorCode} code */
  constructor(code) {
    super(`The provider's function failed with ${code}.`);
    this.name = "ProviderError";
    this.code = code;
  }
}

class WebhookRefused extends Error {
  /** @param {import("../../types/provider.js").WebhookRefused["reason"]} reason */
  constructor(reason) {
    super(`The delivery was refused: ${reason}.`);
    this.name = "WebhookRefused";
    this.reason = reason;
  }
}

/**
 * Returns what a function has said with `providerError`; `undefined` for anything else that was thrown.
 *
 * @param {unknown} thrown
 */
export function failureOf(thrown) {
  return failures.get(/** @type {object} */ (thrown));
}

/**
 * Returns the reason of `webhookRefused`; `undefined` for anything else that was thrown.
 *
 * @param {unknown} thrown
 */
export function refusalOf(thrown) {
  return refusals.get(/** @type {object} */ (thrown));
}

/** The names of the language's own errors, which say nothing about anybody. */
const BUILT_IN = [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError];

/**
 * Describes what was thrown, for the developer of the function: neither its message nor its name may be shown, except
 * where kyclink says how it was used wrongly, and on the developer's machine.
 *
 * @param {unknown} thrown
 * @param {boolean} [isLocal]
 */
export function describe(thrown, isLocal) {
  if (isKycLinkError(thrown) && thrown.code === "invalid_config") return `KycLinkError: ${thrown.message.replace(/\.$/, "")}`;
  const kind = BUILT_IN.find((kind) => isOf(kind, thrown));
  const name = kind?.name ?? (isOf(Error, thrown) ? "an Error" : "a value that is not an Error");
  return isLocal ? name + detailsOf(thrown) : name;
}

/**
 * @param {Function & { prototype: unknown }} kind
 * @param {unknown} thrown
 */
function isOf(kind, thrown) {
  try {
    return thrown instanceof kind;
  } catch {
    return false; // a revoked proxy
  }
}
