// Refuses options that do not exist: a misspelt one would be ignored.

import { copyOptions } from "../copy-options.js";
import { misuse } from "../error.js";
import { unknownOption } from "./unknown-option.js";

// Most calls have no options: they share one empty object.
const NONE = Object.freeze(copyOptions({}));

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
  const copy = copyOptions(options);
  const message = unknownOption(copy, known, ofCalls);
  if (message) throw misuse(message);
  return copy;
}
