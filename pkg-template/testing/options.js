/** Checks the options of the sandbox. `kyclink/testing` throws no `KycLinkError`, but errors with the same code. */

import { refuseUnknown } from "../lib/unknown-option.js";

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
