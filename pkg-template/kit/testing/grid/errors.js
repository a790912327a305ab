/**
 * Grid's errors. The published schema has `{ status, code, message }`; the API sends `{ code, reason }`. Both are
 * supported, and the API's format is the default. `details.errors` names every invalid field at once.
 */

import { explain } from "../schema.js";

/**
 * @typedef {"wire" | "specified"} Dialect
 * @typedef {{ field: string, message: string, constraint?: Record<string, unknown> }} FieldError
 */

/** Thrown by a route, rendered in one place. */
export class Refusal {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} reason
   * @param {{ errors?: FieldError[], headers?: Record<string, string> }} [more]
   */
  constructor(status, code, reason, { errors, headers } = {}) {
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.errors = errors;
    this.headers = headers;
  }
}

/** The API sends this code; the published enum has USER_NOT_FOUND. */
export const customerNotFound = () => new Refusal(404, "CUSTOMER_NOT_FOUND", "Customer not found");

/** @param {string} reason */
export const conflict = (reason) => new Refusal(409, "CONFLICT", reason);

/** @param {FieldError[]} errors */
export const invalidFields = (errors) => new Refusal(400, "INVALID_INPUT", "Request validation failed", { errors });

/** @param {string} reason */
export const invalidFormat = (reason) => new Refusal(400, "INVALID_REQUEST_FORMAT", reason);

/** @param {import("../schema.js").Failure} failure @returns {FieldError} */
export function fieldError(failure) {
  const { format, pattern, enum: allowed, minLength, maxLength } = failure.schema ?? {};
  const constraint = { format, pattern, enum: allowed, minLength, maxLength };
  const known = Object.values(constraint).some((value) => value !== undefined);
  return { field: failure.path.join("."), ...(known ? { constraint } : {}), message: explain(failure) };
}

/** @param {Refusal} refusal @param {Dialect} dialect @returns {import("../request.js").SandboxResponse} */
export function render({ status, code, reason, errors, headers }, dialect) {
  const details = errors === undefined ? undefined : { errors };
  const body = dialect === "wire" ? { code, reason, details } : { status, code, message: reason, details };
  return { status, headers, body };
}
