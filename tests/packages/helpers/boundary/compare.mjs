/** Compares a result of the package with that of the native program. */

import { isDeepStrictEqual } from "node:util";

/** Errors of which the crate and the package describe the same mistake in other words. */
const ONLY_CODE = ["invalid_config"];

/**
 * What only the package can say of a value, which says what to pass instead, and what the crate says. The message of an
 * error has it as one more sentence.
 */
const ADVICE = [
  ["This is a Date: pass a string such as 1990-01-31.", "This must be a string."],
  ["This is JSON text: pass JSON.parse(text).", "This must be an object."],
];
/** The size of `extra` is in its issue. A part that is no data is refused, and has another size on each side. */
const SIZE = /(?<="max":16384,"actual":|Use at most 16384 characters; this has )\d+/g;
const comparable = (text) =>
  ADVICE.reduce((kept, [advice, words]) => kept.replaceAll(` ${advice}`, "").replaceAll(advice, words), text).replace(SIZE, "0");

/** Returns whether the package's result is the native one. */
export function agrees(call, native, result) {
  if (result.foreign || result.trap) return false;
  // The value may have members that throw when they are read, so it is never written as JSON.
  if (call === "normalize" && !result.error) return isNormal(result.value, JSON.parse(native));
  const text = JSON.stringify(result.error ? result : result.value, plain) ?? "null";
  if (text === native) return true;
  const expected = JSON.parse(native);
  if (expected?.error || result.error) return isDeepStrictEqual(brief(JSON.parse(comparable(text))), brief(JSON.parse(comparable(native))));
  // A JavaScript object lists names that look like an index first, wherever they were given: here, and in a body.
  if (call === "validate") return comparable(text) === comparable(JSON.stringify(expected));
  if (call === "buildRequest") return isDeepStrictEqual(withBody(JSON.parse(text)), withBody(expected));
  return isDeepStrictEqual(JSON.parse(text), expected);
}

/** A request with the members of its body in the order of a JavaScript object. */
const withBody = (request) => (request.body === undefined ? request : { ...request, body: JSON.stringify(JSON.parse(request.body)) });

/** The error without what only one side has. */
function brief({ error, message, hidden }) {
  if (!error) return undefined;
  if (ONLY_CODE.includes(error.code)) return error.code;
  const { hint, ...details } = error;
  return { ...details, message, hidden };
}

/**
 * `normalize` returns as it was given whatever JSON cannot represent; natively that is null, and a name is replaced.
 */
function isNormal(value, expected) {
  if (expected === null) return isNothing(value);
  if (typeof expected !== "object") return value === expected;
  if (typeof value !== "object" || value === null || Array.isArray(value) !== Array.isArray(expected)) return false;
  const [names, expectedNames] = [Object.keys(value), Object.keys(expected)];
  const isSame = (name) => !name.isWellFormed() || isNormal(value[name], expected[name]);
  return (
    isDeepStrictEqual(
      names.map((name) => name.toWellFormed()),
      expectedNames,
    ) && names.every(isSame)
  );
}

function isNothing(value) {
  if (typeof value === "string") return !value.isWellFormed();
  return typeof value !== "boolean" && !Number.isFinite(value);
}

/** Replaces values that JSON cannot represent by null. */
function plain(_name, value) {
  if (typeof value === "string") return value.isWellFormed() ? value : null;
  return ["function", "symbol", "bigint"].includes(typeof value) ? null : value;
}

/** A result in short, by which two of the same entry point are told apart. */
export function summary(result) {
  if (result.foreign) return `threw a ${result.foreign} that is not a KycLinkError`;
  if (result.trap) return "trapped";
  if (result.error) return `error ${result.error.code} [${codes(result.error.issues)}]`;
  const { ok, issues, warnings } = Object(result.value);
  return typeof ok === "boolean" ? `${ok ? "ok" : "refused"} [${codes(issues)}] warnings [${codes(warnings)}]` : "a value";
}

const codes = (issues) => (issues ?? []).map(({ code }) => code).join(" ");
