// Makes messages of texts with placeholders such as `{max}`, and of the names of fields.

import type { Messages } from "./form/validate.ts";
import type { Issue } from "./issue.ts";

export const PLACEHOLDER = /\{(\w+)\}/g;

/** Replaces the placeholders of a text. One without a value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, unknown>>) {
  return text.replace(PLACEHOLDER, (placeholder, name) => (Object.hasOwn(values, name) ? formatValue(values[name]) : placeholder));
}

/**
 * Returns the message for an issue: by its code a text with placeholders, or what a function returns; otherwise its own.
 */
export function messageOf(issue: Pick<Issue, "code" | "path" | "params" | "message">, messages: Messages) {
  // The function of a code takes issues with that code.
  const message = messages[issue.code] as string | ((given: typeof issue) => string) | undefined;
  if (message === undefined) return issue.message;
  return typeof message === "function" ? message(issue) : fill(message, { ...issue.params });
}

/** Formats a value for a message. */
export function formatValue(value: unknown) {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/**
 * Returns the name under which a table lists the field at a path, or `""`. A field is listed by its name, or by the last
 * two names of its path where the last one alone means something else. The application's own fields are not listed,
 * whatever their names are.
 */
export function listedName(table: Readonly<Record<string, string>>, path: readonly (string | number)[]) {
  if (path[0] === "own") return "";
  const [last = "", parent = ""] = path.filter((step) => typeof step === "string").reverse();
  // Grid calls a business `businessInfo`.
  const names = [`${parent.startsWith("business") ? "business" : parent}.${last}`, last];
  return names.find((name) => Object.hasOwn(table, name)) ?? "";
}
