// Validation: the same result in a web page, a Worker and a test.

import { classOf } from "../bytes.js";
import { misuse } from "../error.js";
import { setMessages } from "../issue.js";
import { knownOptions } from "../options/known-options.js";
import { explainDate, explainMistake } from "../options/mistake.js";
import { nearest } from "../options/unknown-option.js";
import { callWithRecord, copyOf, readFound, rowOf, validateRecord, writeRecord } from "../record/record.js";
import { ISSUES, OPERATIONS, POLICIES, VALIDATE_OPTIONS } from "../tables.js";
import { CHECK_OPTIONS, NORMALIZE } from "../wasm/calls.js";
import { Opaque } from "../wasm/json.js";
import { call } from "../wasm/wasm.js";

/**
 * @template {import("../../types/form.js").OperationName} Name
 * @typedef {import("../../types/providers.js").Operations[Name]["input"]} Input
 */

/**
 * Returns the name of an operation. That of a provider of one's own may come from another copy of the package.
 *
 * @param {any} operation
 * @returns {string}
 */
export function nameOf(operation) {
  return operation?.typesOf ? operation.name : operation;
}

const DEFAULT_POLICY = POLICIES.indexOf("postal");
const STRICT = POLICIES.indexOf("strict");

/** @type {typeof import("../../types/rules.js").operations} */
export function operations() {
  return [...OPERATIONS];
}

/**
 * Validates an input and returns every issue it has. Never throws because of the input.
 *
 * @template {import("../../types/form.js").OperationName} Name
 * @overload
 * @param {Name} operation
 * @param {unknown} input
 * @param {import("../../types/form.js").ValidateOptions} [options]
 * @returns {import("../../types/form.js").Verdict<Input<Name>>}
 */
/**
 * @overload
 * @param {import("../../types/form.js").OwnOperation} operation
 * @param {unknown} input
 * @param {import("../../types/form.js").ValidateOptions} [options]
 * @returns {import("../../types/form.js").Verdict<import("../../types/form.js").OwnApplicant>}
 */
/**
 * @param {any} operation
 * @param {unknown} input
 * @param {import("../../types/form.js").ValidateOptions} [options]
 * @returns {import("../../types/form.js").Verdict<any>}
 */
export function validate(operation, input, options) {
  const name = nameOf(operation);
  const { policy, normalize: isNormalized, messages, now, phoneCountry, personFields } = knownOptions(options, VALIDATE_OPTIONS);
  const { row, policyNumber, time, phone, personBits } = checkOptions(name, { policy, now, phoneCountry, personFields });
  const { shape } = row;
  checkNormalize(isNormalized);
  if (messages) checkMessages(messages);
  /** @type {import("../../types/form.js").Issue[]} about numbers that can be read in two ways */
  let ambiguous = [];
  /** @param {unknown} given @param {number} normalize @returns {{ value: unknown, found?: ReturnType<typeof readFound> }} */
  const check = (given, normalize) => {
    const value = writeRecord(name, given, normalize > 0);
    const result = validateRecord(policyNumber, time, personBits, normalize);
    if (result === 0) return { value };
    if (result === 1) return { value, found: readFound(shape, value) };
    // The record is not in normal form. Most are: a copy takes longer than a validation.
    const normal = normalCopy(name, given, phoneCountry);
    ambiguous = normal.warnings;
    return check(normal.copy, 0);
  };
  let { value, found } = check(input, isNormalized ? phone : 0);
  // Most inputs have no issues, no warnings and no changes.
  if (!found && ambiguous.length === 0 && !isEmpty(value)) return { ok: true, value, warnings: [] };
  // A getter of the input may run here and validate another input, so everything was read before.
  const advice = explainMistake(input);
  // A string instead of an object is always refused.
  if (advice) ({ value, found } = check(advice, 0));
  const { issues, warnings } = found ?? { issues: [], warnings: [] };
  for (const issue of ambiguous) insert(issue, policyNumber === STRICT ? issues : warnings, shape);
  for (const issue of issues) {
    const mistake = advice ?? (expectsString(issue) ? explainDate(input, issue.path) : undefined);
    if (mistake) issue.message = mistake;
  }
  // A function of `messages` may validate another input, so it is called when everything is read.
  if (messages) setMessages([...issues, ...warnings], messages);
  if (issues.length > 0) return { ok: false, issues, warnings };
  return { ok: true, value, warnings };
}

/**
 * Refuses what would be ignored, such as `"true"`.
 *
 * @param {unknown} isNormalized
 */
export function checkNormalize(isNormalized) {
  if (isNormalized != null && typeof isNormalized !== "boolean") throw misuse("normalize must be true or false.");
}

/** Messages that were checked: most callers pass the same ones each time. */
const checked = new WeakSet();

/**
 * Refuses messages that would be ignored, or that are not messages.
 *
 * @param {import("../../types/form.js").Messages} messages
 */
function checkMessages(messages) {
  if (typeof messages !== "object") throw misuse("messages must be an object: a message, or a function, by code.");
  if (checked.has(messages)) return;
  if (classOf(messages) === "Module") {
    throw misuse('messages is a whole module: pass its default export, as in import messages from "kyclink/messages/de".');
  }
  for (const [code, message] of Object.entries(knownOptions(messages, ISSUES))) {
    if (!["string", "function", "undefined"].includes(typeof message)) throw misuse(`messages.${code} must be a string or a function.`);
  }
  checked.add(messages);
}

/** @param {import("../../types/form.js").Issue} issue */
function expectsString({ code, params }) {
  return code === "invalid_type" && params.expected === "string";
}

/**
 * Inserts an issue in the order of the operation's fields.
 *
 * @param {import("../../types/form.js").Issue} issue
 * @param {import("../../types/form.js").Issue[]} list
 * @param {import("../record/record.js").Shape} shape
 */
function insert(issue, list, { names }) {
  const rowOf = (/** @type {typeof issue} */ { path }) => (names.indexOf(String(path[0])) + names.length + 1) % (names.length + 1);
  const at = list.findIndex((other) => rowOf(other) >= rowOf(issue));
  list.splice(at < 0 ? list.length : at, 0, issue);
}

/** @param {unknown} value */
function isEmpty(value) {
  for (const _ in /** @type {object} */ (value)) return false;
  return true;
}

/**
 * Checks the options: returns the row of the operation, the number of the policy, the given time, if there is one, in whole
 * milliseconds, the number of the country of phone numbers, and the bits of the fields that are required of a person. Throws
 * the error of src/js for a wrong one.
 *
 * @param {string} operation
 * @param {{ policy?: unknown, now?: number | null | undefined, phoneCountry?: unknown, personFields?: unknown }} options
 */
export function checkOptions(operation, { policy, now, phoneCountry, personFields }) {
  const row = rowOf(operation);
  const policyNumber = policy == null || policy === "" ? DEFAULT_POLICY : POLICIES.indexOf(/** @type {"postal"} */ (policy));
  const time = now == null ? undefined : typeof now === "number" ? Math.floor(now) : Number.NaN;
  // src/js refuses the others.
  const meant = row ? undefined : nearest(operation, OPERATIONS);
  if (meant) throw misuse(`There is no such operation: did you mean "${meant}"?`);
  const isUsual = row && policyNumber >= 0 && Number.isFinite(time ?? 0) && isEmptyList(personFields ?? []);
  const known = phoneNumbers.get(phoneCountry ?? "");
  /** @type {[phone: number, personBits: number]} */
  const [phone, personBits] =
    isUsual && known ? [known, 0] : call(CHECK_OPTIONS, row && operation, policy, time ?? 0, phoneCountry, personFields);
  if (typeof phoneCountry === "string") phoneNumbers.set(phoneCountry, phone);
  return { row: /** @type {import("../record/record.js").Row} */ (row), policyNumber, time, phone, personBits };
}

/** The crate's number of each country that was given for phone numbers. @type {Map<unknown, number>} */
const phoneNumbers = new Map([["", 1]]);

/** @param {unknown} value */
function isEmptyList(value) {
  return Array.isArray(value) && value.length === 0;
}

/** @type {typeof import("../../types/rules.js").normalize} */
export function normalize(operation, input, options) {
  const { copy } = normalCopy(nameOf(operation), input, knownOptions(options, VALIDATE_OPTIONS).phoneCountry);
  return /** @type {typeof input} */ (restoreOpaque(copy));
}

/**
 * Returns a normalized copy, in which parts that are not data are `Opaque`, and the warnings about numbers that can be
 * read in two ways. Members that no field describes stay as
 * they are, also those whose names have a lone surrogate: `validate` warns about them, or refuses them in an open
 * object.
 *
 * @param {string} operation
 * @param {unknown} input
 * @param {unknown} phoneCountry
 */
function normalCopy(operation, input, phoneCountry) {
  const row = rowOf(operation);
  const copy = copyOf(operation, input);
  if (row) writeRecord(operation, copy, true);
  (row ? callWithRecord : call)(NORMALIZE, row && operation, phoneCountry);
  const { warnings } = readFound(/** @type {import("../record/record.js").Row} */ (row).shape, copy);
  return { copy, warnings };
}

/**
 * Replaces each `Opaque` in a copy with the part that it stands for.
 *
 * @param {unknown} copy
 */
function restoreOpaque(copy) {
  if (typeof copy !== "object" || copy === null) return copy;
  if (copy instanceof Opaque) return copy.given;
  const parts = /** @type {Record<string, unknown>} */ (copy);
  for (const name of Object.keys(parts)) parts[name] = restoreOpaque(parts[name]);
  return copy;
}
