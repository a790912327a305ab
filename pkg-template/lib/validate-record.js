// Validation in the main entry: an ordinary input crosses as a record, which takes less than half the time of a tree.

import { apply, readFound } from "./found.js";
import { toIssues } from "./issue.js";
import { knownOptions } from "./known-options.js";
import { insteadOf } from "./mistake.js";
import { shapeOf, snapshot, writeRecord } from "./record.js";
import { validate as validateTree } from "./validate.js";
import { checkRecord, RECORD_SIZE, recordBuffer } from "./wasm.js";

/**
 * By index, from the most lenient to the strictest, as in src/rules/options.rs.
 *
 * @type {unknown[]}
 */
const POLICIES = ["schema", "postal", "strict"];
/** @satisfies {Record<keyof import("../types/form.js").ValidateOptions, 1>} */
const OPTIONS = { policy: 1, normalize: 1, messages: 1, now: 1, phoneCountry: 1 };
/** @type {Partial<import("../types/form.js").ValidateOptions>} */
const NO_OPTIONS = Object.freeze({});

/**
 * Validates an input and returns every issue it has. Never throws because of the input.
 *
 * @template {import("../types/form.js").OperationName} Name
 * @param {Name} operation
 * @param {unknown} input
 * @param {import("../types/form.js").ValidateOptions} [options]
 * @returns {import("../types/form.js").Verdict<import("./validate.js").Input<Name>>}
 */
export function validate(operation, input, options) {
  const own = options ? knownOptions(options, OPTIONS) : NO_OPTIONS;
  const now = Math.floor(own.now ?? Date.now());
  const policy = POLICIES.indexOf(own.policy ?? "postal");
  const known = shapeOf(operation);
  if (known && policy >= 0 && own.normalize !== true && !own.phoneCountry && Number.isSafeInteger(now) && !insteadOf(input)) {
    const members = snapshot(known.shape, input);
    const verdict = members && validateRecord(known, members, { policy, now, messages: own.messages });
    if (verdict) return /** @type {import("../types/form.js").Verdict<import("./validate.js").Input<Name>>} */ (verdict);
    input = members ?? input;
  }
  return validateTree(operation, input, own);
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
  if (buffer === undefined) return undefined;
  const record = writeRecord(shape, members, buffer);
  if (!record) return undefined;
  const { value, length } = record;
  const result = checkRecord(number, length, policy, now);
  // Nothing was found about most inputs: they are sent exactly as they were given.
  if (result === 0) return { ok: true, value, warnings: [] };
  if (result < 0) return undefined;
  const found = readFound(shape, buffer + RECORD_SIZE);
  const issues = toIssues(found.issues, messages);
  const warnings = toIssues(found.warnings, messages);
  if (issues.length > 0) return { ok: false, issues, warnings };
  return { ok: true, value: apply(value, found.changes), warnings };
}
