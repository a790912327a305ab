// The package's one error class.

import type { ErrorCode as ErrorCodeType, Issue, KycLinkError as KycLinkErrorType } from "../types/form.js";
import { copyOptions } from "./copy-options.ts";
import type { PackedIssue } from "./issue.ts";
import { hide, toIssues } from "./issue.ts";
import { ERROR_CODES, ERRORS } from "./tables.js";

export type PublicError = KycLinkErrorType;

export type ErrorCode = ErrorCodeType;

/** What an error may carry besides its code. */
export type ErrorDetails = Partial<Omit<PublicError, "code" | "name" | "cause" | "stack" | "toJSON">>;

/** An error as src/js writes it: its code as a number, and perhaps a hint that is added to the code's message. */
export type PackedError = Omit<ErrorDetails, "issues" | "message"> & { number: number; hint?: string; issues?: PackedIssue[] };

// Two copies of the package in one program, or two realms, have different classes but share this symbol.
const BRAND = Symbol.for("kyclink.KycLinkError");

/** What every failed call throws. `message` never contains a credential, a link or personal data. */
export class KycLinkError extends Error {
  declare code: ErrorCode;
  declare issues: Issue[];
  declare retryable: boolean;

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

  /** Makes the error that src/js has written. */
  static from(error: PackedError, options?: { cause?: unknown }) {
    const { number, hint, issues = [], ...details } = error;
    const code = ERROR_CODES[number];
    const message = hint === undefined ? ERRORS[code] : `${ERRORS[code]} ${hint}`;
    return new this(code, { ...details, issues: toIssues(issues), message }, options);
  }

  get name(): "KycLinkError" {
    return "KycLinkError";
  }

  get [BRAND]() {
    return true;
  }

  toJSON(): Record<string, unknown> {
    const { name, message } = this;
    return { name, message, ...(this as object) };
  }
}

/** Returns the error for a caller's mistake; `message` says what is right. */
export function misuse(message: string, options?: { cause?: unknown }) {
  return new KycLinkError("invalid_config", { message }, options);
}

/** Returns whether a value is a KycLinkError, of this copy of the package or another, of this realm or another. */
export function isKycLinkError(value: unknown): value is PublicError {
  try {
    return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
  } catch {
    return false; // a revoked proxy
  }
}
