// Options of a definition that are objects themselves.

import { copyOptions } from "../../module/copy-options.ts";
import { misuse } from "../../module/error.ts";
import { unknownOption } from "../../module/options/unknown-option.ts";

/**
 * Copies the own properties of an object, and refuses one that `known` does not have. The messages name the option.
 *
 * @param place where the object is in the definition
 */
export function namedOptions<Name extends string>(
  given: unknown,
  place: string,
  known: Readonly<Record<Name, 1>>,
): Partial<Record<Name, unknown>> {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw misuse(`${place} must be an object with ${Object.keys(known).join(", ")}.`);
  const own = copyOptions(given);
  const message = unknownOption(own, known);
  if (message) throw misuse(`${place}: ${message}`);
  return own;
}
