// Refuses options that do not exist: a misspelt one would be ignored.

import { copyOptions } from "../copy-options.ts";
import { misuse } from "../error.ts";
import { unknownOption } from "./unknown-option.ts";

// Most calls have no options: they share one empty object.
const NONE = Object.freeze(copyOptions({}));

/**
 * Copies the own properties of `options`, and refuses one that `known` does not have.
 *
 * @param known the names
 * @param ofCalls the options of a call, which a caller may pass here by mistake
 */
export function knownOptions<T extends object>(
  options: T | null | undefined,
  known: Readonly<Record<string, unknown>>,
  ofCalls?: Readonly<Record<string, unknown>>,
): Partial<T> {
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
