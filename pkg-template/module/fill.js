// Makes messages of texts with placeholders such as `{max}`, and of the names of fields.

/** @import { Issue, Messages } from "../types/form.js" */

export const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * Replaces the placeholders of a text. One without a value stays as it is.
 *
 * @param {string} text
 * @param {Readonly<Record<string, unknown>>} values
 */
export function fill(text, values) {
  return text.replace(PLACEHOLDER, (placeholder, name) => (Object.hasOwn(values, name) ? formatValue(values[name]) : placeholder));
}

/**
 * Returns the message for an issue: by its code a text with placeholders, or what a function returns; otherwise its own.
 *
 * @param {Pick<Issue, "code" | "path" | "params" | "message">} issue
 * @param {Messages} messages
 */
export function messageOf(issue, messages) {
  // The function of a code takes issues with that code.
  const message = /** @type {string | ((given: typeof issue) => string) | undefined} */ (messages[issue.code]);
  if (message === undefined) return issue.message;
  return typeof message === "function" ? message(issue) : fill(message, { ...issue.params });
}

/**
 * Formats a value for a message.
 *
 * @param {unknown} value
 */
export function formatValue(value) {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/**
 * Returns the name under which a table lists the field at a path, or `""`. A field is listed by its name, or by the last
 * two names of its path where the last one alone means something else. The application's own fields are not listed,
 * whatever their names are.
 *
 * @param {Readonly<Record<string, string>>} table
 * @param {readonly (string | number)[]} path
 */
export function listedName(table, path) {
  if (path[0] === "own") return "";
  const [last = "", parent = ""] = path.filter((step) => typeof step === "string").reverse();
  // Grid calls a business `businessInfo`.
  const names = [`${parent.startsWith("business") ? "business" : parent}.${last}`, last];
  return names.find((name) => Object.hasOwn(table, name)) ?? "";
}
