// What the functions of a provider of one's own throw. Nothing else that they throw is read.

import { LONGEST } from "../../module/call/timer.ts";
import { copyOptions } from "../../module/copy-options.ts";
import { isKycLinkError, misuse } from "../../module/error.ts";
import { detailsOf } from "../thrown.ts";
import type { WebhookRefused as WebhookRefusedType } from "./functions.ts";
import type { WeakTable } from "./own-provider.ts";

/**
 * A code of {@link providerError}. `invalid_request` counts as `provider_rejected`. `invalid_config` is a refusal of your
 * settings, such as an unknown level: you hear of it, and people see `unavailable`.
 */
export type ProviderErrorCode =
  | "invalid_config"
  | "invalid_request"
  | "provider_rejected"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "not_supported"
  | "conflict"
  | "rate_limited"
  | "unavailable"
  | "outcome_unknown";

/** What {@link providerError} takes. */
export interface ProviderErrorOptions {
  /** What has happened. */
  code: ProviderErrorCode;
  /** Which fields of the applicant are wrong. */
  issues?: readonly ProviderIssue[] | undefined;
  /** How long to wait before the next attempt, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The provider's own code, for `onError`: lower-case letters, digits and underscores. Any other is left out. */
  providerCode?: string | undefined;
}

/** A field that the provider refuses. One that an applicant of this type does not have is left out. */
export interface ProviderIssue {
  /** Its name, such as `"phone"` or `"address.city"`. */
  path: string | readonly string[];
}

/** What a function has said of its failure. The hint is kyclink's own, for the owner. */
type Failure = {
  code: ProviderErrorCode;
  paths: string[];
  retryAfterMs: number | undefined;
  providerCode: string | undefined;
  hint?: string;
};

/**
 * The status of a response that means the same, by the code: what it leads to is decided as for every provider. A
 * provider that refuses a request has rejected it: only kyclink itself says `invalid_request`.
 */
export const STATUS_OF: Readonly<Record<ProviderErrorCode, number>> = {
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

const REASONS: ReadonlyMap<string, WebhookRefusedType["reason"]> = new Map([
  ["signature", "signature"],
  ["too_old", "too_old"],
  ["malformed", "malformed"],
]);

/** The most issues of an error. */
const MAX_ISSUES = 50;

const failures: WeakTable<Failure> = new WeakMap();
const refusals: WeakTable<WebhookRefused["reason"]> = new WeakMap();

/**
 * Makes the error that a function throws when the provider refuses. A `create` that ends with `unavailable` after it has
 * sent a request other than GET or HEAD may have been carried out: its outcome is unknown. No text of it is shown.
 *
 * @param error The code, the fields that are wrong, how long to wait, and the provider's own code.
 * @returns The error to throw.
 * @throws {KycLinkError} `invalid_config` if the code is not one of {@link ProviderErrorCode}
 * @example
 * throw providerError({ code: "provider_rejected", issues: [{ path: "phone" }] });
 */
export function providerError(error: ProviderErrorOptions): Error {
  // The names may be those of a response: no message has one.
  const { code, issues, retryAfterMs, providerCode, ...others } = copyOptions(error);
  if (Object.keys(others).length > 0) throw misuse("A providerError has code, issues, retryAfterMs and providerCode, and nothing else.");
  if (typeof code !== "string" || !Object.hasOwn(STATUS_OF, code)) {
    throw misuse(`The code of a providerError is one of ${Object.keys(STATUS_OF).join(", ")}.`);
  }
  if (issues !== undefined && !Array.isArray(issues))
    throw misuse("issues must be a list of { path }, with names of the applicant's fields.");
  const waitMs = typeof retryAfterMs === "number" && retryAfterMs >= 0 ? Math.min(Math.ceil(retryAfterMs), LONGEST) : undefined;
  const thrown = new ProviderError(code);
  const paths = (issues ?? []).slice(0, MAX_ISSUES).map(pathOf);
  failures.set(thrown, { code, paths, retryAfterMs: waitMs, providerCode: typeof providerCode === "string" ? providerCode : undefined });
  return thrown;
}

/** Returns the error of a refusal of the owner's settings, with what to check. */
export function settingsError(given: ProviderErrorOptions, settings: string) {
  const error = providerError({ ...given, code: "invalid_config" });
  (failureOf(error) as Failure).hint = `The provider refuses the settings: check ${settings}.`;
  return error;
}

/**
 * Returns the path of an issue as a name, such as `address.city`. One that is not a field of the applicant is left out.
 */
function pathOf(issue: unknown) {
  const { path } = copyOptions(issue as { path?: unknown } | null | undefined);
  return String(Array.isArray(path) ? path.join(".") : path);
}

/**
 * Makes the error that `webhook.verify` throws: the response is 401 without a valid signature, and 400 otherwise.
 *
 * @param reason Why the delivery is refused.
 * @returns The error to throw.
 * @throws {KycLinkError} `invalid_config` if there is no such reason
 * @example
 * if (request.headers.get("x-signature") === null) throw webhookRefused("signature");
 */
export function webhookRefused(reason: WebhookRefusedType["reason"]): WebhookRefusedType {
  const known = REASONS.get(reason);
  if (!known) throw misuse(`webhookRefused takes ${[...REASONS.keys()].map((word) => `"${word}"`).join(" or ")}.`);
  const error = new WebhookRefused(known);
  refusals.set(error, known);
  return error;
}

/** Its message has nothing of the provider's. */
class ProviderError extends Error {
  declare name: string;
  declare code: ProviderErrorCode;

  constructor(code: ProviderErrorCode) {
    super(`The provider's function failed with ${code}.`);
    this.name = "ProviderError";
    this.code = code;
  }
}

class WebhookRefused extends Error {
  declare name: string;
  declare reason: "signature" | "too_old" | "malformed";

  constructor(reason: WebhookRefused["reason"]) {
    super(`The delivery was refused: ${reason}.`);
    this.name = "WebhookRefused";
    this.reason = reason;
  }
}

/** Returns what a function has said with `providerError`; `undefined` for anything else that was thrown. */
export function failureOf(thrown: unknown) {
  return failures.get(thrown);
}

/** Returns the reason of `webhookRefused`; `undefined` for anything else that was thrown. */
export function refusalOf(thrown: unknown) {
  return refusals.get(thrown);
}

/** The names of the language's own errors, which say nothing about anybody. */
const BUILT_IN = [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError];

/**
 * Describes what was thrown, for the developer of the function: neither its message nor its name may be shown, except
 * where kyclink says how it was used wrongly, and on the developer's machine.
 */
export function describe(thrown: unknown, isLocal?: boolean) {
  if (isKycLinkError(thrown) && thrown.code === "invalid_config") return `KycLinkError: ${thrown.message.replace(/\.$/, "")}`;
  const kind = BUILT_IN.find((kind) => isOf(kind, thrown));
  const name = kind?.name ?? (isOf(Error, thrown) ? "an Error" : "a value that is not an Error");
  return isLocal ? name + detailsOf(thrown) : name;
}

function isOf(kind: ErrorConstructor, thrown: unknown) {
  try {
    return thrown instanceof kind;
  } catch {
    return false; // a revoked proxy
  }
}
