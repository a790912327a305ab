// The one error class of the package.

import { ERRORS } from "./tables.js";

// Two copies of the package in one program, or two realms, share no class but this symbol.
const BRAND = Symbol.for("kyclink.KycLinkError");

/** What every failed call throws. `message` never holds a credential, a link or a person's data. */
export class KycLinkError extends Error {
  constructor(code, { message = ERRORS[code], providerMessage, issues = [], retryable = false, ...details } = {}, options) {
    super(message, options);
    Object.assign(this, { code, ...details, issues: issues.map(hideProviderMessage), retryable });
    hide(this, "providerMessage", providerMessage);
  }

  /** From the instance's answer, which says only what the code's own sentence does not. */
  static from({ code, hint, ...details }, options) {
    return new this(code, { ...details, message: hint ? `${ERRORS[code]} ${hint}` : ERRORS[code] }, options);
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

/** Whether `value` is a KycLinkError, of this copy of the package or another, of this realm or another. */
export function isKycLinkError(value) {
  try {
    return typeof value === "object" && value !== null && value[BRAND] === true;
  } catch {
    return false; // a revoked proxy
  }
}

function hideProviderMessage({ providerMessage, ...issue }) {
  return hide(issue, "providerMessage", providerMessage);
}

/** The provider's own words may echo a person's data: whoever wants them asks for them, no logger finds them. */
function hide(object, name, value) {
  if (value !== undefined) Object.defineProperty(object, name, { value, configurable: true, writable: true });
  return object;
}
