// The package's one error class.

import type { AnyProviderName } from "./call/client.ts";
import type { ErrorCode, OperationName } from "./codes.ts";
import { copyOptions } from "./copy-options.ts";
import type { Issue, PackedIssue } from "./issue.ts";
import { hide, toIssues } from "./issue.ts";
import { ERROR_CODES, ERRORS } from "./tables.js";

/** What an error may carry besides its code. */
export type ErrorDetails = Partial<Omit<KycLinkError, "code" | "name" | "cause" | "stack" | "toJSON">>;

/** An error as src/js writes it: its code as a number, and perhaps a hint that is added to the code's message. */
export type PackedError = Omit<ErrorDetails, "issues" | "message"> & { number: number; hint?: string; issues?: PackedIssue[] };

// Two copies of the package in one program, or two realms, have different classes but share this symbol.
const BRAND = Symbol.for("kyclink.KycLinkError");

/**
 * The error that every function throws. `message`, `stack` and `toJSON()` never contain credentials, links or personal
 * data.
 *
 * @example
 * if (isKycLinkError(error) && error.code === "rate_limited") await wait(error.retryAfterMs);
 */
export class KycLinkError extends Error {
  /** What went wrong: one of `ERROR_CODES`. */
  declare readonly code: ErrorCode;
  /** The provider's HTTP status, if there was a response. */
  declare readonly status?: number;
  /** The provider that was called. */
  declare readonly provider?: AnyProviderName;
  /** The operation that failed. */
  declare readonly operation?: OperationName | (string & {});
  /** The provider's own error code. Providers may add codes. */
  declare readonly providerCode?: string;
  /** The provider's id of the request, for its support. */
  declare readonly correlationId?: string;
  /**
   * The customer that was created although its response or link is unusable.
   * Do not create it again: create another link with `createKycLink`.
   */
  declare readonly customerId?: string;
  /**
   * The idempotency key of a create that may have been carried out: yours, or the one that was made for the call.
   * Repeat the call with it. A secret, so it is not enumerable: it leads to the customer's link.
   */
  declare readonly idempotencyKey?: string;
  /** The provider's own message. Not enumerable, because it may contain personal data. */
  declare readonly providerMessage?: string;
  /** What is wrong, by field. Empty if the error is not about fields. */
  declare readonly issues: Issue[];
  /** How long to wait before the next attempt, in milliseconds, if the provider says so. */
  declare readonly retryAfterMs?: number;
  /** Whether the same call may succeed if you repeat it. */
  declare readonly retryable: boolean;
  /** The value that `fetch` rejected with, unchanged. Not enumerable. */
  declare readonly cause?: unknown;

  /** Creates an error, for your own tests. */
  constructor(
    code: ErrorCode,
    details?: {
      /** The message, instead of the code's. */
      message?: string | undefined;
      /** What is wrong, by field. */
      issues?: Issue[] | undefined;
      /**
       * Whether the same call may succeed if you repeat it.
       *
       * @default false
       */
      retryable?: boolean | undefined;
    },
    options?: {
      /** The error that this one was caused by. */
      cause?: unknown;
    },
  );
  /** @internal */
  constructor(code: ErrorCode, details?: ErrorDetails, options?: { cause?: unknown });
  constructor(code: ErrorCode, details?: ErrorDetails, options?: { cause?: unknown }) {
    const { message = ERRORS[code], providerMessage, idempotencyKey, issues = [], retryable = false, ...others } = copyOptions(details);
    super(message, options);
    this.code = code;
    Object.assign(this, others);
    this.issues = issues;
    this.retryable = retryable;
    if (providerMessage !== undefined) hide(this, "providerMessage", providerMessage);
    if (idempotencyKey !== undefined) hide(this, "idempotencyKey", idempotencyKey);
  }

  /** Makes the error that src/js has written. @internal */
  static from(error: PackedError, options?: { cause?: unknown }) {
    const { number, hint, issues = [], ...details } = error;
    const code = ERROR_CODES[number];
    const message = hint === undefined ? ERRORS[code] : `${ERRORS[code]} ${hint}`;
    return new this(code, { ...details, issues: toIssues(issues), message }, options);
  }

  /** Always `"KycLinkError"`. */
  get name(): "KycLinkError" {
    return "KycLinkError";
  }

  /** @internal */
  get [BRAND]() {
    return true;
  }

  /** Returns the error as plain data for logs, without `cause`, `idempotencyKey` and `providerMessage`. */
  toJSON(): Record<string, unknown> {
    const { name, message } = this;
    return { name, message, ...(this as object) };
  }
}

/** Returns the error for a caller's mistake; `message` says what is right. */
export function misuse(message: string, options?: { cause?: unknown }) {
  return new KycLinkError("invalid_config", { message }, options);
}

/**
 * Checks whether a value is a {@link KycLinkError}, also one from another realm or another copy of the package.
 *
 * @param value Any value, such as a caught error.
 * @example
 * if (!isKycLinkError(error)) throw error;
 */
export function isKycLinkError(value: unknown): value is KycLinkError {
  try {
    return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
  } catch {
    return false; // a revoked proxy
  }
}
