// Options of a definition that are objects themselves.

import { copyOptions } from "../../module/copy-options.js";
import { misuse } from "../../module/error.js";
import { unknownOption } from "../../module/options/unknown-option.js";

/**
 * Copies the own properties of an object, and refuses one that `known` does not have. The messages name the option.
 *
 * @param {unknown} given
 * @param {string} place where the object is in the definition
 * @param {Readonly<Record<string, 1>>} known
 * @returns {Record<string, any>}
 */
export function namedOptions(given, place, known) {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw misuse(`${place} must be an object with ${Object.keys(known).join(", ")}.`);
  const own = copyOptions(given);
  const message = unknownOption(own, known);
  if (message) throw misuse(`${place}: ${message}`);
  return own;
}
