/**
 * Bridge's errors: `{ code, message, source? }` by the schema, `{ code, location, name, message }` in the examples of
 * 401, and `{ errors: [{ code, message }] }` in that of 500. The `key` of a source is names in the schema and an object
 * in examples.
 */

import { explain } from "../schema.js";

/** @typedef {"path" | "query" | "body" | "header"} Location */
/** @typedef {Record<string, string>} Messages messages by field */

/** Thrown by a route, rendered in one place. */
export class Refusal {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {{ location?: Location, messages?: Messages, more?: object }} [rest]
   */
  constructor(status, code, message, { location, messages = {}, more = {} } = {}) {
    this.status = status;
    this.code = code;
    this.message = message;
    this.location = location;
    this.messages = messages;
    this.more = more;
  }
}

/** @param {string} what the kind of the object */
export const notFound = (what) => new Refusal(404, "Invalid", `Unknown ${what} id`);

/** @param {Location} location @param {Messages} messages */
export const invalid = (location, messages) =>
  new Refusal(400, "invalid_parameters", "Please resubmit the following parameters that are either missing or invalid", {
    location,
    messages,
  });

/** @param {import("../schema.js").Failure[]} failures */
export function invalidBody(failures) {
  return invalid("body", Object.fromEntries(failures.map((failure) => [failure.path.join("."), explain(failure)])));
}

/**
 * @param {Refusal} refusal
 * @param {"names" | "messages"} keys
 * @returns {import("../request.js").SandboxResponse}
 */
export function render({ status, code, message, location, messages, more }, keys) {
  if (status === 401) return { status, body: { code, location, name: Object.keys(messages)[0], message } };
  const key = keys === "names" ? Object.keys(messages).join(",") : messages;
  return { status, body: { code, message, ...(location && { source: { location, key } }), ...more } };
}

/** @param {import("../failures.js").Failure} failure @returns {import("../request.js").SandboxResponse} */
export function injected({ kind, retryAfter }) {
  const headers = retryAfter === undefined ? undefined : { "retry-after": String(retryAfter) };
  if (kind === 429) return { status: 429, headers, body: { code: "too_many_requests", message: "Too many requests" } };
  const errors = [{ code: "unexpected", message: "An expected error occurred, you may try again later" }];
  return { status: Number(kind), headers, body: { errors } };
}
