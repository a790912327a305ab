/**
 * Grid's errors. The published schema has `{ status, code, message }`; the API sends `{ code, reason }`. Both are
 * supported, and the API's format is the default. `details.errors` names every invalid field at once.
 */

import type { SandboxResponse } from "../request.ts";
import type { Failure } from "../schema.ts";
import { explain } from "../schema.ts";

type Dialect = "wire" | "specified";

export type FieldError = { field: string; message: string; constraint?: Record<string, unknown> };

/** Thrown by a route, rendered in one place. */
export class Refusal {
  declare status: number;
  declare code: string;
  declare reason: string;
  declare errors: FieldError[] | undefined;
  declare headers: Record<string, string> | undefined;

  constructor(
    status: number,
    code: string,
    reason: string,
    { errors, headers }: { errors?: FieldError[]; headers?: Record<string, string> } = {},
  ) {
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.errors = errors;
    this.headers = headers;
  }
}

/** The API sends this code; the published enum has USER_NOT_FOUND. */
export const customerNotFound = () => new Refusal(404, "CUSTOMER_NOT_FOUND", "Customer not found");

export const conflict = (reason: string) => new Refusal(409, "CONFLICT", reason);

export const invalidFields = (errors: FieldError[]) => new Refusal(400, "INVALID_INPUT", "Request validation failed", { errors });

export const invalidFormat = (reason: string) => new Refusal(400, "INVALID_REQUEST_FORMAT", reason);

export function fieldError(failure: Failure): FieldError {
  const { format, pattern, enum: allowed, minLength, maxLength } = failure.schema ?? {};
  const constraint = { format, pattern, enum: allowed, minLength, maxLength };
  const known = Object.values(constraint).some((value) => value !== undefined);
  return { field: failure.path.join("."), ...(known ? { constraint } : {}), message: explain(failure) };
}

export function render({ status, code, reason, errors, headers }: Refusal, dialect: Dialect): SandboxResponse {
  const details = errors === undefined ? undefined : { errors };
  const body = dialect === "wire" ? { code, reason, details } : { status, code, message: reason, details };
  return { status, headers, body };
}
