// Validation: the same result in a web page, a Worker and a test.

import { NORMALIZE, VALIDATE } from "./calls.js";
import { toIssues } from "./issue.js";
import { insteadOf } from "./mistake.js";
import { ownOptions } from "./options.js";
import { packAndCopy } from "./pack.js";
import { OPERATIONS } from "./tables.js";
import { call, callPacked } from "./wasm.js";

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
 * @type {typeof import("../types/rules.js").operations}
 */
export function operations() {
  return [...OPERATIONS];
}

/**
 * Validates an input, packed as a tree, and returns every issue it has. Never throws because of the input.
 *
 * @template {import("../types/form.js").OperationName} Name
 * @param {Name} operation
 * @param {unknown} input
 * @param {import("../types/form.js").ValidateOptions} [options]
 * @returns {import("../types/form.js").Verdict<Input<Name>>}
 */
export function validate(operation, input, options) {
  const { policy, normalize, messages, now, phoneCountry } = ownOptions(options);
  const advice = insteadOf(input);
  // Text instead of an object is refused. Positional, unlike other calls with this many arguments: packing names would cost measurable time at every keystroke.
  const { packed, copy } = packAndCopy([operation, advice ?? input, policy, normalize, Math.floor(now ?? Date.now()), phoneCountry]);
  /** @type {PackedVerdict<Input<Name>> | undefined} */
  const verdict = callPacked(VALIDATE, packed);
  // Most inputs are sent exactly as they were given: then src/js has nothing to return.
  if (!verdict) return { ok: true, value: /** @type {Input<Name>} */ (copy[1]), warnings: [] };
  const [value, issues, warnings] = verdict;
  if (!issues) return { ok: true, value, warnings: toIssues(warnings, messages) };
  return { ok: false, issues: toIssues(issues, messages, advice), warnings: toIssues(warnings, messages) };
}

/**
 * Trims strings and removes bidirectional characters from them, converts a phone number to E.164 if it starts with + or if
 * `phoneCountry` says where it is dialled, and removes empty optional strings.
 *
 * @type {typeof import("../types/rules.js").normalize}
 */
export function normalize(operation, input, options) {
  const normal = call(NORMALIZE, operation, input, ownOptions(options).phoneCountry);
  return /** @type {typeof input} */ (restored(normal, input));
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
