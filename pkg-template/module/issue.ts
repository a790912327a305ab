// Makes the issues that callers get, from their numbers or from the short form of src/js/full/issues.rs.

import type { IssueCode } from "./codes.ts";
import { copyOptions } from "./copy-options.ts";
import { formatValue, listedName, messageOf, PLACEHOLDER } from "./fill.ts";
import type { Messages } from "./form/validate.ts";
import { ISSUE_CODES, ISSUES, MISSING_FIELDS } from "./tables.js";

/** The `params` of each issue code that has any. A code that is not listed has none. */
export interface IssueParams {
  /** The JSON Schema type that the value must have. */
  invalid_type: {
    /** The type. */
    expected: "string" | "object" | "array" | "boolean" | "number" | "integer";
  };
  /** The allowed values. */
  unknown_value: {
    /** The values, as they are sent. */
    allowed: string[];
  };
  /** How many digits a contact code has, and how many there are. Only a handler says it. */
  code_incomplete: {
    /** The digits of a code. */
    digits: number;
    /** The digits that there are. */
    actual: number;
  };
  /** The maximum and the actual number of characters (code points). */
  too_long: {
    /** The maximum. */
    max: number;
    /** The actual number. */
    actual: number;
  };
  /** The name of the other field. */
  mutually_exclusive: {
    /** The other field. */
    with: string;
  };
  /** The smallest and the largest allowed number. */
  number_range: {
    /** The smallest number. */
    min: number;
    /** The largest number. */
    max: number;
  };
  /** The regular expression that the value must match. */
  pattern: {
    /** The expression, in JavaScript's syntax. */
    pattern: string;
  };
  /** Why the code is not a country. */
  country_unknown: {
    /** The reason. */
    reason: "withdrawn" | "reserved" | "user_assigned" | "unassigned";
  };
  /** The first date that the field accepts; the last one is today. */
  date_range: {
    /** The first date, `YYYY-MM-DD`. */
    min: string;
  };
  /** What the provider requires, if it says that. */
  provider: {
    /** What it accepts, as far as it is documented. */
    constraint?: FieldConstraint;
  };
}

/** What a provider requires of a field that it refused. It has at least one member. */
export interface FieldConstraint {
  /** A format, such as `"us-ssn"`. Providers may add formats. */
  format?: string;
  /** The words that the provider accepts. */
  enum?: string[];
  /** The minimum number of characters. */
  minLength?: number;
  /** The maximum number of characters. */
  maxLength?: number;
}

/** An issue with the given code. */
export interface IssueOf<Code extends IssueCode> {
  /** What is wrong: one of `ISSUE_CODES`. */
  code: Code;
  /**
   * The field, as property names and array indexes: `["address", "city"]`.
   * Empty only if the input is not an object, or if a provider's error is not about one of your fields.
   */
  path: (string | number)[];
  /** The field as a JSON Pointer (RFC 6901): `"/address/city"`. */
  pointer: string;
  /** Details for your own message, such as `{ max, actual }`. Check `code` first: it says which there are. */
  params: Code extends keyof IssueParams ? IssueParams[Code] : Record<never, never>;
  /** An English sentence for the person who fills in the form. Never contains the submitted value. */
  message: string;
  /** The provider's own message. Not enumerable, because it may contain personal data. */
  readonly providerMessage?: string;
  /** The provider's own pointer, if it names none of your fields. Not enumerable. `path` is then empty. */
  readonly providerPointer?: string;
}

/**
 * A problem with one field of an input. Its `code` determines the type of `params`.
 *
 * @example
 * if (issue.code === "too_long") console.log(issue.params.max);
 */
export type Issue = { [Code in IssueCode]: IssueOf<Code> }[IssueCode];

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
