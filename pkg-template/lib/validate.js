// Validation: the same result in a web page, a Worker and a test.

import { NORMALIZE, VALIDATE } from "./calls.js";
import { apply, readFound } from "./found.js";
import { toIssues } from "./issue.js";
import { ownOptions } from "./options.js";
import { packAndCopy } from "./pack.js";
import { recordValue, shapeOf, snapshot, writeRecord } from "./record.js";
import { OPERATIONS } from "./tables.js";
import { call, callPacked, checkRecord, RECORD_SIZE, recordBuffer } from "./wasm.js";

/**
 * By index, from the most lenient to the strictest, as in src/rules/options.rs.
 *
 * @type {unknown[]}
 */
const POLICIES = ["schema", "postal", "strict"];
/** @type {Partial<import("../types/form.js").ValidateOptions>} */
const NO_OPTIONS = Object.freeze({});

/**
 * What src/js writes for an input: its value, or its issues, and the warnings.
 *
 * @template Value
 * @typedef {[Value, null, PackedIssue[]] | [null, PackedIssue[], PackedIssue[]]} PackedVerdict
 */
/** @typedef {import("./issue.js").PackedIssue} PackedIssue */
/**
 * @template {import("../types/form.js").OperationName} Name
 * @typedef {import("../types/providers.js").Operations[Name]["input"]} Input
 */

/**
 * Returns the names of the operations that this entry point knows.
 *
 * @type {typeof import("../types/form.js").operations}
 */
export function operations() {
  return [...OPERATIONS];
}

/**
 * Validates an input and returns every issue it has. Never throws because of the input.
 *
 * @template {import("../types/form.js").OperationName} Name
 * @param {Name} operation
 * @param {unknown} input
 * @param {import("../types/form.js").ValidateOptions} [options]
 * @returns {import("../types/form.js").Verdict<Input<Name>>}
 */
export function validate(operation, input, options) {
  const own = options ? ownOptions(options) : NO_OPTIONS;
  const now = Math.floor(own.now ?? Date.now());
  const policy = POLICIES.indexOf(own.policy ?? "postal");
  const known = shapeOf(operation);
  if (known && policy >= 0 && own.normalize !== true && Number.isSafeInteger(now)) {
    const members = snapshot(known.shape, input);
    const verdict = members && validateRecord(known, members, { policy, now, messages: own.messages });
    if (verdict) return /** @type {import("../types/form.js").Verdict<Input<Name>>} */ (verdict);
    input = members ?? input;
  }
  return validateTree(operation, input, { ...own, now });
}

/**
 * Validates a snapshot as a record; returns `undefined` if it cannot be one.
 *
 * @param {import("./record.js").Known} known
 * @param {import("./record.js").Members} members
 * @param {{ policy: number, now: number, messages?: import("../types/form.js").Messages }} options
 */
function validateRecord({ number, shape }, members, { policy, now, messages }) {
  const buffer = recordBuffer();
  const length = writeRecord(shape, members, buffer);
  const result = length === undefined ? -1 : checkRecord(number, length, policy, now);
  if (result < 0) return undefined;
  // Nothing was found about most inputs: they are sent exactly as they were given.
  if (result === 0) return { ok: true, value: recordValue(shape, members), warnings: [] };
  const found = readFound(shape, buffer + RECORD_SIZE);
  const issues = toIssues(found.issues, messages);
  const warnings = toIssues(found.warnings, messages);
  if (issues.length > 0) return { ok: false, issues, warnings };
  return { ok: true, value: apply(recordValue(shape, members), found.changes), warnings };
}

/**
 * Validates any input, as a tree.
 *
 * @template {import("../types/form.js").OperationName} Name
 * @param {Name} operation
 * @param {unknown} input
 * @param {Partial<import("../types/form.js").ValidateOptions>} options
 * @returns {import("../types/form.js").Verdict<Input<Name>>}
 */
function validateTree(operation, input, { policy, normalize, messages, now }) {
  const { packed, copy } = packAndCopy([operation, input, policy, normalize, now]);
  /** @type {PackedVerdict<Input<Name>> | undefined} */
  const verdict = callPacked(VALIDATE, packed);
  // Nothing is returned for an input that is sent exactly as it was given.
  if (!verdict) return { ok: true, value: /** @type {Input<Name>} */ (copy[1]), warnings: [] };
  const [value, issues, warnings] = verdict;
  if (!issues) return { ok: true, value, warnings: toIssues(warnings, messages) };
  return { ok: false, issues: toIssues(issues, messages), warnings: toIssues(warnings, messages) };
}

/**
 * Trims strings and removes bidirectional characters from them, converts a phone number that starts with + to E.164, and
 * removes empty optional strings.
 *
 * @type {typeof import("../types/form.js").normalize}
 */
export function normalize(operation, input) {
  return /** @type {typeof input} */ (restored(call(NORMALIZE, operation, input), input));
}

/**
 * Puts back, as they were given, the values that JSON cannot represent (a lone surrogate, a function): src/js returns null for
 * them.
 *
 * @param {unknown} normal
 * @param {unknown} given
 */
function restored(normal, given) {
  if (normal === null) return given;
  if (typeof normal !== "object") return normal;
  const copy = /** @type {Record<string, unknown>} */ (normal);
  const original = /** @type {Record<string, unknown>} */ (given);
  for (const [key, value] of Object.entries(copy)) {
    try {
      copy[key] = restored(value, original[key]);
    } catch {} // a getter that throws
  }
  return copy;
}
