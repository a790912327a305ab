// Makes the issues that callers get, from their numbers or from the short form of src/js/full/issues.rs.

import type { Issue, IssueCode, Messages } from "../types/form.js";
import { copyOptions } from "./copy-options.ts";
import { formatValue, listedName, messageOf, PLACEHOLDER } from "./fill.ts";
import { ISSUE_CODES, ISSUES, MISSING_FIELDS } from "./tables.js";

/**
 * An issue as src/js writes it: the number of its code, its path, the values of its params, the provider's message and
 * pointer, and the name of a violated constraint.
 */
export type PackedIssue = [
  code: number,
  path: (string | number)[],
  values: unknown[],
  providerMessage?: string | null,
  providerPointer?: string | null,
  constraint?: string | null,
];

/**
 * The message of a code, split into text and the names of the params between, in turns; and the names of all its
 * params.
 */
type Template = { parts: string[]; names: string[] };

/** By code, made from `ISSUES` when the code is first needed. */
const templates: Template[] = [];

/**
 * Makes the issue that a caller gets.
 *
 * @param number of the code
 * @param pointer the path as an RFC 6901 JSON pointer
 * @param values of the params
 */
export function issueOf(number: number, path: (string | number)[], pointer: string, values: unknown[]): Issue {
  const code = ISSUE_CODES[number];
  templates[number] ??= templateOf(code);
  const { parts, names } = templates[number];
  const params: Record<string, unknown> = {};
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
  return { code, path, pointer, params, message } as Issue;
}

function templateOf(code: IssueCode): Template {
  const [message, ...names] = ISSUES[code].split("|");
  return { parts: message.split(PLACEHOLDER), names };
}

/** Replaces the message of a code: by a string with `{param}` placeholders, or by what a function returns. */
export function setMessages(issues: Issue[], messages: Messages) {
  const own = copyOptions(messages);
  for (const issue of issues) issue.message = messageOf(issue, own);
}

/**
 * Returns those params of an issue that belong to its code. No message needs a `constraint`, which is the provider's.
 */
export function paramsOf({ code, params }: Pick<Issue, "code" | "params">) {
  const given = Object.entries(copyOptions(params));
  const names = copyOptions(ISSUES)[code]?.split("|").slice(1) ?? [];
  return Object.fromEntries(given.filter(([name]) => names.includes(name)));
}

export function toIssues(packed: readonly PackedIssue[]): Issue[] {
  return packed.map(([number, path, values, providerMessage, providerPointer, constraint]) => {
    const issue = issueOf(number, path, pointer(path), values);
    if (constraint) Object.assign(issue.params, { constraint });
    // The provider's message may repeat personal data. It is not enumerable, so that loggers do not include it.
    if (providerMessage != null) hide(issue, "providerMessage", providerMessage);
    if (providerPointer != null) hide(issue, "providerPointer", providerPointer);
    return issue;
  });
}

/** Returns a path as an RFC 6901 JSON pointer. */
function pointer(path: (string | number)[]) {
  let pointer = "";
  for (const step of path) pointer += `/${typeof step === "string" ? escaped(step) : step}`;
  return pointer;
}

/** Returns a step of a path as a part of a pointer. */
export function escaped(name: string) {
  return name.includes("~") || name.includes("/") ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
}

/** Adds a property that is not enumerable. */
export function hide(object: object, name: string, value: unknown) {
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
}

function withArticle(type: string) {
  return `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;
}
