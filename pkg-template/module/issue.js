// Makes the issues that callers get, from their numbers or from the short form of src/js/full/issues.rs.

import { copyOptions } from "./copy-options.js";
import { formatValue, listedName, messageOf, PLACEHOLDER } from "./fill.js";
import { ISSUE_CODES, ISSUES, MISSING_FIELDS } from "./tables.js";

/** @import { Issue, IssueCode, Messages } from "../types/form.js" */

/**
 * An issue as src/js writes it: the number of its code, its path, the values of its params, the provider's message and
 * pointer, and the name of a violated constraint.
 *
 * @typedef {[
 *   code: number,
 *   path: (string | number)[],
 *   values: unknown[],
 *   providerMessage?: string | null,
 *   providerPointer?: string | null,
 *   constraint?: string | null,
 * ]} PackedIssue
 */

/**
 * The message of a code, split into text and the names of the params between, in turns; and the names of all its
 * params.
 *
 * @typedef {{ parts: string[], names: string[] }} Template
 */

/**
 * By code, made from `ISSUES` when the code is first needed.
 *
 * @type {Template[]}
 */
const templates = [];

/**
 * Makes the issue that a caller gets.
 *
 * @param {number} number of the code
 * @param {(string | number)[]} path
 * @param {string} pointer the path as an RFC 6901 JSON pointer
 * @param {unknown[]} values of the params
 * @returns {Issue}
 */
export function issueOf(number, path, pointer, values) {
  const code = ISSUE_CODES[number];
  templates[number] ??= templateOf(code);
  const { parts, names } = templates[number];
  /** @type {Record<string, unknown>} */
  const params = {};
  for (let at = 0; at < names.length; at++) params[names[at]] = values[at];
  let [message] = parts;
  for (let at = 1; at < parts.length; at += 2) {
    const value = params[parts[at]];
    // A type is named with its article.
    message += (code === "invalid_type" ? withArticle(String(value)) : formatValue(value)) + parts[at + 1];
  }
  const missing = code === "required" && listedName(MISSING_FIELDS, path);
  if (missing) message = MISSING_FIELDS[missing];
  // The table says which params belong to the code.
  return /** @type {Issue} */ ({ code, path, pointer, params, message });
}

/**
 * @param {IssueCode} code
 * @returns {Template}
 */
function templateOf(code) {
  const [message, ...names] = ISSUES[code].split("|");
  return { parts: message.split(PLACEHOLDER), names };
}

/**
 * Replaces the message of a code: by a string with `{param}` placeholders, or by what a function returns.
 *
 * @param {Issue[]} issues
 * @param {Messages} messages
 */
export function setMessages(issues, messages) {
  const own = copyOptions(messages);
  for (const issue of issues) issue.message = messageOf(issue, own);
}

/**
 * Returns those params of an issue that belong to its code. No message needs a `constraint`, which is the provider's.
 *
 * @param {Pick<Issue, "code" | "params">} issue
 */
export function paramsOf({ code, params }) {
  const given = Object.entries(copyOptions(params));
  const names = copyOptions(ISSUES)[code]?.split("|").slice(1) ?? [];
  return Object.fromEntries(given.filter(([name]) => names.includes(name)));
}

/**
 * @param {readonly PackedIssue[]} packed
 * @returns {Issue[]}
 */
export function toIssues(packed) {
  return packed.map(([number, path, values, providerMessage, providerPointer, constraint]) => {
    const issue = issueOf(number, path, pointer(path), values);
    if (constraint) Object.assign(issue.params, { constraint });
    // The provider's message may repeat personal data. It is not enumerable, so that loggers do not include it.
    if (providerMessage != null) hide(issue, "providerMessage", providerMessage);
    if (providerPointer != null) hide(issue, "providerPointer", providerPointer);
    return issue;
  });
}

/**
 * Returns a path as an RFC 6901 JSON pointer.
 *
 * @param {(string | number)[]} path
 */
function pointer(path) {
  let pointer = "";
  for (const step of path) pointer += `/${typeof step === "string" ? escaped(step) : step}`;
  return pointer;
}

/**
 * Returns a step of a path as a part of a pointer.
 *
 * @param {string} name
 */
export function escaped(name) {
  return name.includes("~") || name.includes("/") ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
}

/**
 * Adds a property that is not enumerable.
 *
 * @param {object} object
 * @param {string} name
 * @param {unknown} value
 */
export function hide(object, name, value) {
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
}

/** @param {string} type */
function withArticle(type) {
  return `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;
}
