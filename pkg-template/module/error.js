// The package's one error class.

import { copyOptions } from "./copy-options.js";
import { hide, toIssues } from "./issue.js";
import { ERROR_CODES, ERRORS } from "./tables.js";

/**
 * @import { Issue } from "../types/form.js"
 * @typedef {import("../types/form.js").KycLinkError} PublicError
 * @typedef {import("../types/form.js").ErrorCode} ErrorCode
 */

/**
 * What an error may carry besides its code.
 *
 * @typedef {Partial<Omit<PublicError, "code" | "name" | "cause" | "stack" | "toJSON">>} ErrorDetails
 */

/**
 * An error as src/js writes it: its code as a number, and perhaps a hint that is added to the code's message.
 *
 * @typedef {Omit<ErrorDetails, "issues" | "message"> & { number: number, hint?: string, issues?: import("./issue.js").PackedIssue[] }} PackedError
 */

// Two copies of the package in one program, or two realms, have different classes but share this symbol.
const BRAND = Symbol.for("kyclink.KycLinkError");

/** What every failed call throws. `message` never contains a credential, a link or personal data. */
export class KycLinkError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {ErrorDetails} [details]
   * @param {{ cause?: unknown }} [options]
   */
  constructor(code, details, options) {
    const { message = ERRORS[code], providerMessage, idempotencyKey, issues = [], retryable = false, ...others } = copyOptions(details);
    super(message, options);
    this.code = code;
    Object.assign(this, others);
    /** @type {Issue[]} */
    this.issues = issues;
    /** @type {boolean} */
    this.retryable = retryable;
    if (providerMessage !== undefined) hide(this, "providerMessage", providerMessage);
    if (idempotencyKey !== undefined) hide(this, "idempotencyKey", idempotencyKey);
  }

  /**
   * Makes the error that src/js has written.
   *
   * @param {PackedError} error
   * @param {{ cause?: unknown }} [options]
   */
  static from(error, options) {
    const { number, hint, issues = [], ...details } = error;
    const code = ERROR_CODES[number];
    const message = hint === undefined ? ERRORS[code] : `${ERRORS[code]} ${hint}`;
    return new this(code, { ...details, issues: toIssues(issues), message }, options);
  }

  /** @returns {"KycLinkError"} */
  get name() {
    return "KycLinkError";
  }

  get [BRAND]() {
    return true;
  }

  /** @returns {Record<string, unknown>} */
  toJSON() {
    const { name, message } = this;
    return { name, message, .../** @type {object} */ (this) };
  }
}

/**
 * Returns the error for a caller's mistake; `message` says what is right.
 *
 * @param {string} message
 * @param {{ cause?: unknown }} [options]
 */
export function misuse(message, options) {
  return new KycLinkError("invalid_config", { message }, options);
}

/**
 * Returns whether a value is a KycLinkError, of this copy of the package or another, of this realm or another.
 *
 * @param {unknown} value
 * @returns {value is PublicError}
 */
export function isKycLinkError(value) {
  try {
    return typeof value === "object" && value !== null && /** @type {{ [BRAND]?: unknown }} */ (value)[BRAND] === true;
  } catch {
    return false; // a revoked proxy
  }
}
