// The one error class of the package.

import { hide, told } from "./issue.js";
import { ownOptions } from "./options.js";
import { ERROR_CODES, ERRORS } from "./tables.js";

// Two copies of the package in one program, or two realms, share no class but this symbol.
const BRAND = Symbol.for("kyclink.KycLinkError");

/** What every failed call throws. `message` never holds a credential, a link or a person's data. */
export class KycLinkError extends Error {
  constructor(code, details, options) {
    const { message = ERRORS[code], providerMessage, issues = [], retryable = false, ...others } = ownOptions(details);
    super(message, ownOptions(options));
    Object.assign(this, { code, ...others, issues, retryable });
    if (providerMessage !== undefined) hide(this, "providerMessage", providerMessage);
  }

  /** From the instance's answer, which says only what the code's own sentence does not. */
  static from(answer, options) {
    const { number, hint, issues = [], ...details } = ownOptions(answer);
    const code = ERROR_CODES[number];
    const message = hint ? `${ERRORS[code]} ${hint}` : ERRORS[code];
    return new this(code, { ...details, issues: told(issues), message }, options);
  }

  get name() {
    return "KycLinkError";
  }

  get [BRAND]() {
    return true;
  }

  toJSON() {
    const { name, message } = this;
    return { name, message, ...this };
  }
}

/** The caller's mistake, with a sentence that says what is right. */
export function misuse(message, options) {
  return new KycLinkError("invalid_config", { message }, options);
}

/** Whether `value` is a KycLinkError, of this copy of the package or another, of this realm or another. */
export function isKycLinkError(value) {
  try {
    return typeof value === "object" && value !== null && value[BRAND] === true;
  } catch {
    return false; // a revoked proxy
  }
}
