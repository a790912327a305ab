// Options that exist. Without this check, a misspelt one would be ignored.

import { misuse } from "./error.js";
import { ownOptions } from "./options.js";
import { unknownOption } from "./unknown-option.js";

// Most calls have no options: then none is looked for.
const NONE = Object.freeze(ownOptions({}));

/**
 * Copies the own properties of `options`, and refuses one that `known` does not have.
 *
 * @template {object} T
 * @param {T | null | undefined} options
 * @param {Readonly<Record<string, unknown>>} known the names
 * @param {Readonly<Record<string, unknown>>} [ofCalls] options of a call, which somebody may look for here
 * @returns {Partial<T>}
 */
export function knownOptions(options, known, ofCalls) {
  // `condition && { … }` may be any of them.
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
