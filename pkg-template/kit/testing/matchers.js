/**
 * Matchers for tests. Of what was received, their messages contain only codes, statuses and counts: never a value, a
 * field's name, a link or an id, because many people can read the output of tests.
 */

import { misused, refuseUnknown } from "../../module/options/unknown-option.js";

/** @import { MatcherResult, Sandbox } from "../../types/testing.js" */

// The symbol with which all copies of kyclink mark their errors.
const BRAND = Symbol.for("kyclink.KycLinkError");
const CODE = /^[a-z]+(_[a-z]+)*$/;
const MAX_LISTED = 10;

/** @type {import("../../types/testing.js").Matchers} */
export const matchers = {
  toHaveErrorCode(received, code) {
    const isOurs = read(received, BRAND) === true;
    const own = isOurs ? read(received, "code") : undefined;
    const got = isOurs ? `one with ${listCodes([own])}` : "something else";
    return result(isOurs && own === code, `a KycLinkError with the code ${code}`, got);
  },

  toHaveIssue(received, code, pointer) {
    const issues = issuesOf(received);
    const pass = issues.some((issue) => read(issue, "code") === code && (pointer === undefined || read(issue, "pointer") === pointer));
    const codes = issues.map((issue) => read(issue, "code"));
    return result(
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

/**
 * Refuses a property that no entry has: "none was called" would be true of it for ever.
 *
 * @template {object} T
 * @param {T} expected
 * @param {Readonly<Record<string, 1>>} names
 */
function known(expected, names) {
  refuseUnknown({ ...expected }, names);
  return expected;
}

/** @type {typeof import("../../types/testing.js").assertMatch} */
export function assertMatch({ pass, message }) {
  if (!pass) throw new Error(message());
}

/**
 * @param {boolean} pass
 * @param {string} expected
 * @param {string} got
 * @returns {MatcherResult}
 */
function result(pass, expected, got) {
  return { pass, message: () => (pass ? `expected not to find ${expected}` : `expected ${expected}, but got ${got}`) };
}

/**
 * Compares how many entries have the expected properties.
 *
 * @param {string} what
 * @param {{ entry: object, text: string }[]} entries with what may be shown of each
 * @param {object} expected
 * @param {number | undefined} times at least one by default
 */
function matchCount(what, entries, expected, times) {
  const properties = Object.entries(expected);
  const count = entries.filter(({ entry }) => properties.every(([name, value]) => read(entry, name) === value)).length;
  const description = properties.map(([name, value]) => `${name} ${value}`).join(", ");
  const texts = entries.slice(0, MAX_LISTED).map(({ text }) => text);
  if (entries.length > MAX_LISTED) texts.push(`${entries.length - MAX_LISTED} more`);
  return result(
    times === undefined ? count > 0 : count === times,
    `${times ?? "at least 1"} ${what}${(times ?? 1) === 1 ? "" : "s"}${description && ` with ${description}`}`,
    `${count} of ${[entries.length, ...texts].join("; ")}`,
  );
}

/**
 * Returns the issues and warnings of a verdict, the issues of an error, the errors of problem details, or a list.
 *
 * @param {unknown} received
 * @returns {unknown[]}
 */
function issuesOf(received) {
  const lists = Array.isArray(received) ? [received] : ["issues", "warnings", "errors"].map((name) => read(received, name));
  return lists.flatMap((list) => (Array.isArray(list) ? list : []));
}

/**
 * @template {"requests" | "customers"} Name
 * @param {Pick<Sandbox, Name>} sandbox
 * @param {Name} name
 */
function listOf(sandbox, name) {
  if (typeof read(sandbox, name) !== "function") throw misused("this matcher takes a sandbox of createSandbox or startSandbox");
  return /** @type {ReturnType<Sandbox[Name]>} */ (sandbox[name]());
}

/**
 * Lists codes for a message. A value that is not a code, such as the `code` of another program's error, is not shown.
 *
 * @param {unknown[]} codes
 */
function listCodes(codes) {
  const known = codes.map((code) => (typeof code === "string" && code.length <= 40 && CODE.test(code) ? code : "an unknown code"));
  const rest = known.length > MAX_LISTED ? ` and ${known.length - MAX_LISTED} more` : "";
  return known.slice(0, MAX_LISTED).join(", ") + rest;
}

/**
 * Reads a property of anything.
 *
 * @param {unknown} value
 * @param {string | symbol} name
 * @returns {unknown}
 */
function read(value, name) {
  try {
    return /** @type {Record<string | symbol, unknown>} */ (value)[name];
  } catch {
    return undefined; // no object, or a getter that throws
  }
}
