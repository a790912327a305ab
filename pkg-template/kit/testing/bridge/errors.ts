/**
 * Bridge's errors: `{ code, message, source? }` by the schema, `{ code, location, name, message }` in the examples of
 * 401, and `{ errors: [{ code, message }] }` in that of 500. The `key` of a source is names in the schema and an object
 * in examples.
 */

import type { Failure as FailureType } from "../failures.ts";
import type { SandboxResponse } from "../request.ts";
import type { Failure } from "../schema.ts";
import { explain } from "../schema.ts";

type Location = "path" | "query" | "body" | "header";
/** messages by field */
type FieldMessages = Record<string, string>;

/** Thrown by a route, rendered in one place. */
export class Refusal {
  declare status: number;
  declare code: string;
  declare message: string;
  declare location: Location | undefined;
  declare messages: FieldMessages;
  declare more: object;

  constructor(
    status: number,
    code: string,
    message: string,
    { location, messages = {}, more = {} }: { location?: Location; messages?: FieldMessages; more?: object } = {},
  ) {
    this.status = status;
    this.code = code;
    this.message = message;
    this.location = location;
    this.messages = messages;
    this.more = more;
  }
}

/** @param what the kind of the object */
export const notFound = (what: string) => new Refusal(404, "Invalid", `Unknown ${what} id`);

export const invalid = (location: Location, messages: FieldMessages) =>
  new Refusal(400, "invalid_parameters", "Please resubmit the following parameters that are either missing or invalid", {
    location,
    messages,
  });

export function invalidBody(failures: Failure[]) {
  return invalid("body", Object.fromEntries(failures.map((failure) => [failure.path.join("."), explain(failure)])));
}

export function render({ status, code, message, location, messages, more }: Refusal, keys: "names" | "messages"): SandboxResponse {
  if (status === 401) return { status, body: { code, location, name: Object.keys(messages)[0], message } };
  const key = keys === "names" ? Object.keys(messages).join(",") : messages;
  return { status, body: { code, message, ...(location && { source: { location, key } }), ...more } };
}

export function injected({ kind, retryAfter }: FailureType): SandboxResponse {
  const headers = retryAfter === undefined ? undefined : { "retry-after": String(retryAfter) };
  if (kind === 429) return { status: 429, headers, body: { code: "too_many_requests", message: "Too many requests" } };
  const errors = [{ code: "unexpected", message: "An expected error occurred, you may try again later" }];
  return { status: Number(kind), headers, body: { errors } };
}
