// Issues as callers see them, from the short form in which src/js/findings.rs writes them.

import { ownOptions } from "./options.js";
import { ISSUE_CODES, ISSUES } from "./tables.js";

/**
 * @typedef {import("../types/form.js").Issue} Issue
 * @typedef {import("../types/form.js").IssueCode} IssueCode
 * @typedef {import("../types/form.js").Messages} Messages
 */

/**
 * An issue as src/js writes it: the number of its code, its path, the values of its params, what the provider said and
 * about which pointer, and the name of a violated constraint.
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
 * The message of each code and the names of its params, split from `ISSUES` when the code is first needed.
 *
 * @type {{ message: string, names: string[] }[]}
 */
const templates = [];

/** @param {number} number */
function template(number) {
  const [message, ...names] = ISSUES[ISSUE_CODES[number]].split("|");
  return { message, names };
}

/**
 * Makes the issues that a caller gets. `messages` replaces the message of a code: by a string with `{param}`
 * placeholders, or by what a function returns.
 *
 * @param {readonly PackedIssue[]} packed
 * @param {Messages} [messages]
 * @param {string} [advice] a message that says more than that of the code
 * @returns {Issue[]}
 */
export function toIssues(packed, messages, advice) {
  const own = ownOptions(messages);
  return packed.map(([number, path, values, providerMessage, providerPointer, constraint]) => {
    const code = ISSUE_CODES[number];
    templates[number] ??= template(number);
    const { message, names } = templates[number];
    /** @type {Record<string, unknown>} */
    const params = {};
    for (let at = 0; at < names.length; at++) params[names[at]] = values[at];
    if (constraint) params.constraint = constraint;
    // The table says which params belong to the code.
    const issue = /** @type {Issue} */ ({
      code,
      path,
      pointer: pointer(path),
      params,
      message: fill(advice ?? message, params),
    });
    // The function of a code takes issues with that code.
    const custom = /** @type {string | ((issue: Issue) => string) | undefined} */ (own[code]);
    if (custom !== undefined) issue.message = typeof custom === "function" ? custom(issue) : fill(custom, params);
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

/** @param {string} name */
function escaped(name) {
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

/**
 * @param {string} text
 * @param {Record<string, unknown>} params
 */
function fill(text, params) {
  for (const [name, value] of Object.entries(params)) text = text.replaceAll(`{${name}}`, () => plain(value));
  return text;
}

/** @param {unknown} value */
function plain(value) {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
