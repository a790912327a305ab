/** Checks the options of the sandbox. Its errors have the code of a `KycLinkError`, and not its class. */

import { misused, refuseUnknown } from "../../module/options/unknown-option.js";

/**
 * Returns the options, and refuses one that does not exist.
 *
 * @template {object} T
 * @param {T | undefined} options
 * @param {Readonly<Record<keyof T, 1>>} known the names
 * @returns {Partial<T>}
 */
export function knownOptions(options, known) {
  const own = { ...options };
  refuseUnknown(own, known);
  return /** @type {Partial<T>} */ (own);
}

/**
 * Refuses a value that an option does not have: it would count as another one.
 *
 * @param {string} name of the function and the option
 * @param {unknown} value
 * @param {readonly unknown[]} known the values; an option that is not given has its default
 */
export function requireOneOf(name, value, known) {
  if (value !== undefined && !known.includes(value)) throw misused(`${name} must be one of ${known.join(", ")}`);
}
