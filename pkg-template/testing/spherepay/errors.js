/**
 * SpherePay's refusals in its two documented generations: problem details (since late 2025) and the older
 * `{ ts, error }` with either one general text or texts per top-level field.
 */

import { isoMillis } from "../clock.js";
import { hex } from "../ids.js";
import { explain } from "../schema.js";

/**
 * @typedef {"problem" | "legacy"} Dialect
 * @typedef {{ detail: string, pointer?: string, parameter?: string }} FieldError
 */

/** Thrown by a route, rendered in one place. */
export class Refusal {
  /**
   * @param {number} status
   * @param {string} detail
   * @param {{ code?: string, errors?: FieldError[] }} [more]
   */
  constructor(status, detail, { code, errors } = {}) {
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.errors = errors;
  }
}

export const notFound = () => new Refusal(404, "Resource not found", { code: "resource/not-found" });

/** @param {FieldError[]} errors */
export const validationFailed = (errors) => new Refusal(422, "Validation failed", { code: "validation/failed", errors });

/** @param {FieldError[]} [errors] */
export const badRequest = (errors) => new Refusal(400, "Invalid request parameters", { code: "address/invalid", errors });

/** What the server's framework says about a request that no route has looked at yet. */
export const malformed = () => new Refusal(400, "Bad Request Exception");

/** The documented answer to a bad key has neither `code` nor `title`. */
export const forbidden = () => new Refusal(403, "Forbidden resource");

/** @param {import("../schema.js").Failure} failure @returns {FieldError} */
export function fieldError(failure) {
  const pointer = failure.path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { detail: explain(failure), pointer };
}

/**
 * @param {Refusal} refusal
 * @param {Dialect} dialect
 * @param {number} now
 * @returns {import("../request.js").Answer}
 */
export function render(refusal, dialect, now) {
  const { status, detail, code, errors } = refusal;
  if (dialect === "problem" || status === 403 || status >= 429) {
    return { status, body: { status, detail, code, correlationId: hex(16), errors } };
  }
  // The older pages know 400 and 404 only.
  return { status: status === 404 ? 404 : 400, body: { ts: isoMillis(now), error: legacyError(detail, errors) } };
}

/** @param {string} detail @param {FieldError[] | undefined} errors */
function legacyError(detail, errors = []) {
  /** @type {Record<string, string[]>} */
  const fields = {};
  for (const { pointer, parameter, detail: text } of errors) {
    const field = parameter ?? pointer?.split("/")[1];
    if (field !== undefined) (fields[field] ??= []).push(text);
  }
  return Object.keys(fields).length === 0 ? { general: detail } : fields;
}
