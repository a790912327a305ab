// Refuses options that do not exist: a misspelt one would be ignored.

import { misuse } from "../error.js";
import { ownOptions } from "./options.js";
import { unknownOption } from "./unknown-option.js";

// Most calls have no options: they share one empty object.
const NONE = Object.freeze(ownOptions({}));

/**
 * Copies the own properties of `options`, and refuses one that `known` does not have.
 *
 * @template {object} T
 * @param {T | null | undefined} options
 * @param {Readonly<Record<string, unknown>>} known the names
 * @param {Readonly<Record<string, unknown>>} [ofCalls] the options of a call, which a caller may pass here by mistake
 * @returns {Partial<T>}
 */
export function knownOptions(options, known, ofCalls) {
  // `condition && { … }` may be false, 0 or "", too.
  if (!options) return NONE;
  if (typeof options !== "object") {
    throw misuse(
      `Pass an object of options, and not ${typeof options === "string" ? "a" : "this"} ${typeof options}: there are ${Object.keys(known).join(", ")}.`,
    );
  }
  const own = ownOptions(options);
  const message = unknownOption(own, known, ofCalls);
  if (message) throw misuse(message);
  return own;
}
