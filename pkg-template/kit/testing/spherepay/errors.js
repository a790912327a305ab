/**
 * SpherePay's errors in their three documented generations and five shapes: problem details (since late 2025), `{ ts,
 * error }` of 2025 with either one general message or messages by top-level field, and the envelope of v1 with either a
 * code or such messages.
 */

import { isoMillis } from "../clock.js";
import { hex } from "../ids.js";
import { explain } from "../schema.js";

/**
 * @typedef {"problem" | "legacy" | "v1"} Dialect
 * @typedef {{ detail: string, pointer?: string, parameter?: string, header?: string }} FieldError
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

/** The error of the server's framework for a request that has not reached a route. @param {FieldError[]} [errors] */
export const malformed = (errors) => new Refusal(400, "Bad Request Exception", { errors });

/** The documented response to an invalid key has neither `code` nor `title`. */
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
 * @returns {import("../request.js").SandboxResponse}
 */
export function render(refusal, dialect, now) {
  const { status, detail, code, errors } = refusal;
  if (dialect === "problem" || status === 403 || status >= 429) {
    return { status, body: { status, detail, code, correlationId: hex(16), errors } };
  }
  // The older documentation has only 400 and 404.
  const older = { status: status === 404 ? 404 : 400, ts: isoMillis(now), fields: byField(errors) };
  return { status: older.status, body: dialect === "legacy" ? legacyBody(older, detail) : v1Body(older, refusal) };
}

/** @typedef {{ status: number, ts: string, fields: Record<string, string[]> | undefined }} Older */

/** @param {Older} older @param {string} general */
function legacyBody({ ts, fields }, general) {
  return { ts, error: fields ?? { general } };
}

/** @param {Older} older @param {Refusal} refusal */
function v1Body({ status, ts, fields }, { detail, code = "request/invalid" }) {
  const envelope = { data: null, ts, request: `request_${hex(16)}` };
  if (fields === undefined) return { ok: false, object: "error", error: code, message: detail, ...envelope };
  return { ok: false, object: "error", statusCode: status, error: fields, message: Object.values(fields).flat().join(", "), ...envelope };
}

/** @param {FieldError[]} [errors] */
function byField(errors = []) {
  /** @type {Record<string, string[]>} */
  const fields = {};
  for (const { pointer, parameter, detail } of errors) {
    const field = parameter ?? pointer?.split("/")[1];
    if (field !== undefined) fields[field] = [...(fields[field] ?? []), detail];
  }
  return Object.keys(fields).length === 0 ? undefined : fields;
}
