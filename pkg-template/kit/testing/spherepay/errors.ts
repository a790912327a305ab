/**
 * SpherePay's errors in their three documented generations and five shapes: problem details (since late 2025), `{ ts,
 * error }` of 2025 with either one general message or messages by top-level field, and the envelope of v1 with either a
 * code or such messages.
 */

import { isoMillis } from "../clock.ts";
import { hex } from "../ids.ts";
import type { SandboxResponse } from "../request.ts";
import type { Failure } from "../schema.ts";
import { explain } from "../schema.ts";

type Dialect = "problem" | "legacy" | "v1";

export type FieldError = { detail: string; pointer?: string; parameter?: string; header?: string };

/** Thrown by a route, rendered in one place. */
export class Refusal {
  declare status: number;
  declare detail: string;
  declare code: string | undefined;
  declare errors: FieldError[] | undefined;

  constructor(status: number, detail: string, { code, errors }: { code?: string; errors?: FieldError[] } = {}) {
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.errors = errors;
  }
}

export const notFound = () => new Refusal(404, "Resource not found", { code: "resource/not-found" });

export const validationFailed = (errors: FieldError[]) => new Refusal(422, "Validation failed", { code: "validation/failed", errors });

export const badRequest = (errors?: FieldError[]) => new Refusal(400, "Invalid request parameters", { code: "address/invalid", errors });

/** The error of the server's framework for a request that has not reached a route. */
export const malformed = (errors?: FieldError[]) => new Refusal(400, "Bad Request Exception", { errors });

/** The documented response to an invalid key has neither `code` nor `title`. */
export const forbidden = () => new Refusal(403, "Forbidden resource");

export function fieldError(failure: Failure): FieldError {
  const pointer = failure.path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { detail: explain(failure), pointer };
}

export function render(refusal: Refusal, dialect: Dialect, now: number): SandboxResponse {
  const { status, detail, code, errors } = refusal;
  if (dialect === "problem" || status === 403 || status >= 429) {
    return { status, body: { status, detail, code, correlationId: hex(16), errors } };
  }
  // The older documentation has only 400 and 404.
  const older = { status: status === 404 ? 404 : 400, ts: isoMillis(now), fields: byField(errors) };
  return { status: older.status, body: dialect === "legacy" ? legacyBody(older, detail) : v1Body(older, refusal) };
}

type Older = { status: number; ts: string; fields: Record<string, string[]> | undefined };

function legacyBody({ ts, fields }: Older, general: string) {
  return { ts, error: fields ?? { general } };
}

function v1Body({ status, ts, fields }: Older, { detail, code = "request/invalid" }: Refusal) {
  const envelope = { data: null, ts, request: `request_${hex(16)}` };
  if (fields === undefined) return { ok: false, object: "error", error: code, message: detail, ...envelope };
  return { ok: false, object: "error", statusCode: status, error: fields, message: Object.values(fields).flat().join(", "), ...envelope };
}

function byField(errors: FieldError[] = []) {
  const fields: Record<string, string[]> = {};
  for (const { pointer, parameter, detail } of errors) {
    const field = parameter ?? pointer?.split("/")[1];
    if (field !== undefined) fields[field] = [...(fields[field] ?? []), detail];
  }
  return Object.keys(fields).length === 0 ? undefined : fields;
}
