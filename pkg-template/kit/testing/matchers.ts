/**
 * Matchers for tests. Of what was received, their messages contain only codes, statuses and counts: never a value, a
 * field's name, a link or an id, because many people can read the output of tests.
 */

import type { ErrorCode, IssueCode } from "../../module/codes.ts";
import { misused, refuseUnknown } from "../../module/options/unknown-option.ts";
import type { Sandbox, SandboxCustomer } from "./sandbox-types.ts";

/** What a matcher returns: whether the value matches, and what to say if the test expected the opposite. */
export interface MatcherResult {
  /** Whether the value matches. */
  pass: boolean;
  /** What was expected, as the test has written it, and what was received, without values, names of fields, links and ids. */
  message: () => string;
}

/**
 * The functions of {@link matchers}. A type and not an interface, because only a type has the index signature that
 * `expect.extend` wants.
 */
export type Matchers = {
  /** Matches a `KycLinkError` with this code, also of another copy of kyclink. */
  toHaveErrorCode(received: unknown, code: ErrorCode): MatcherResult;
  /** Matches a verdict, an error, problem details or a list with such an issue or warning. */
  toHaveIssue(received: unknown, code: IssueCode, pointer?: string): MatcherResult;
  /** Matches a sandbox that has received such a request: at least once, or exactly `times` times. */
  toHaveRequested(
    received: Pick<Sandbox, "requests">,
    expected: Partial<ReturnType<Sandbox["requests"]>[number]>,
    times?: number,
  ): MatcherResult;
  /** Matches a sandbox that has such a customer: at least one, or exactly `times`. */
  toHaveCustomer(
    received: Pick<Sandbox, "customers">,
    expected?: Partial<Pick<SandboxCustomer, "provider" | "id" | "status">>,
    times?: number,
  ): MatcherResult;
};

/**
 * The matchers as methods of `expect`. `kyclink/testing/vitest` declares them for vitest and for the global `expect` of
 * Jest; for another one, declare them yourself.
 */
export type MatchersOf<Result> = {
  [Name in keyof Matchers]: Matchers[Name] extends (received: never, ...expected: infer Expected) => MatcherResult
    ? (...expected: Expected) => Result
    : never;
};

// The symbol with which all copies of kyclink mark their errors.
const BRAND = Symbol.for("kyclink.KycLinkError");
const CODE = /^[a-z]+(_[a-z]+)*$/;
const MAX_LISTED = 10;

/**
 * Matchers whose messages never contain personal data: for `expect.extend` of vitest and Jest, and for {@link
 * assertMatch}.
 *
 * @example
 * expect.extend(matchers);
 * expect(validate("grid.onboard", applicant)).toHaveIssue("email_format", "/email");
 */
export const matchers: Matchers = {
  toHaveErrorCode(received, code) {
    const isOurs = read(received, BRAND) === true;
    const own = isOurs ? read(received, "code") : undefined;
    const got = isOurs ? `one with ${listCodes([own])}` : "something else";
    return resultOf(isOurs && own === code, `a KycLinkError with the code ${code}`, got);
  },

  toHaveIssue(received, code, pointer) {
    const issues = issuesOf(received);
    const pass = issues.some((issue) => read(issue, "code") === code && (pointer === undefined || read(issue, "pointer") === pointer));
    const codes = issues.map((issue) => read(issue, "code"));
    return resultOf(
      pass,
      `an issue ${code}${pointer === undefined ? "" : ` at ${pointer}`}`,
      codes.length > 0 ? listCodes(codes) : "no issue",
    );
  },

  toHaveRequested(received, expected, times) {
    const entries = listOf(received, "requests").map((entry) => ({
      entry,
      text: `${entry.provider} ${entry.method} ${entry.status ?? "without response"}`,
    }));
    return matchCount("request", entries, known(expected, { provider: 1, method: 1, path: 1, status: 1 }), times);
  },

  toHaveCustomer(received, expected = {}, times = undefined) {
    const entries = listOf(received, "customers").map((entry) => ({ entry, text: `${entry.provider} ${entry.status}` }));
    return matchCount("customer", entries, known(expected, { provider: 1, id: 1, status: 1 }), times);
  },
};

/** Refuses a property that no entry has: "none was called" would be true of it for ever. */
function known<T extends object>(expected: T, names: Readonly<Record<string, 1>>) {
  refuseUnknown({ ...expected }, names);
  return expected;
}

/**
 * Throws if a value does not match: for `node:test`.
 *
 * @example
 * assertMatch(matchers.toHaveIssue(validate("grid.onboard", applicant), "email_format", "/email"));
 */
export function assertMatch(result: MatcherResult): void {
  if (!result.pass) throw new Error(result.message());
}

function resultOf(pass: boolean, expected: string, got: string): MatcherResult {
  return { pass, message: () => (pass ? `expected not to find ${expected}` : `expected ${expected}, but got ${got}`) };
}

/**
 * Compares how many entries have the expected properties.
 *
 * @param entries with what may be shown of each
 * @param times at least one by default
 */
function matchCount(what: string, entries: { entry: object; text: string }[], expected: object, times: number | undefined) {
  const properties = Object.entries(expected);
  const count = entries.filter(({ entry }) => properties.every(([name, value]) => read(entry, name) === value)).length;
  const description = properties.map(([name, value]) => `${name} ${value}`).join(", ");
  const texts = entries.slice(0, MAX_LISTED).map(({ text }) => text);
  if (entries.length > MAX_LISTED) texts.push(`${entries.length - MAX_LISTED} more`);
  return resultOf(
    times === undefined ? count > 0 : count === times,
    `${times ?? "at least 1"} ${what}${(times ?? 1) === 1 ? "" : "s"}${description && ` with ${description}`}`,
    `${count} of ${[entries.length, ...texts].join("; ")}`,
  );
}

/** Returns the issues and warnings of a verdict, the issues of an error, the errors of problem details, or a list. */
function issuesOf(received: unknown): unknown[] {
  const lists = Array.isArray(received) ? [received] : ["issues", "warnings", "errors"].map((name) => read(received, name));
  return lists.flatMap((list) => (Array.isArray(list) ? list : []));
}

function listOf<Name extends "requests" | "customers">(sandbox: Pick<Sandbox, Name>, name: Name) {
  if (typeof read(sandbox, name) !== "function") throw misused("this matcher takes a sandbox of createSandbox or startSandbox");
  return sandbox[name]() as ReturnType<Sandbox[Name]>;
}

/**
 * Lists codes for a message. A value that is not a code, such as the `code` of another program's error, is not shown.
 */
function listCodes(codes: unknown[]) {
  const known = codes.map((code) => (typeof code === "string" && code.length <= 40 && CODE.test(code) ? code : "an unknown code"));
  const rest = known.length > MAX_LISTED ? ` and ${known.length - MAX_LISTED} more` : "";
  return known.slice(0, MAX_LISTED).join(", ") + rest;
}

/** Reads a property of anything. */
function read(value: unknown, name: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown>)[name];
  } catch {
    return undefined; // no object, or a getter that throws
  }
}
