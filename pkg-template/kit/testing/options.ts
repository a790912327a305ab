/** Checks the options of the sandbox. Its errors have the code of a `KycLinkError`, and not its class. */

import { misused, refuseUnknown } from "../../module/options/unknown-option.ts";

/**
 * Returns the options, and refuses one that does not exist.
 *
 * @param known the names
 */
export function knownOptions<T extends object>(options: T | undefined, known: Readonly<Record<keyof T, 1>>): Partial<T> {
  const own: Partial<T> = { ...options };
  refuseUnknown(own, known);
  return own;
}

/**
 * Refuses a value that an option does not have: it would count as another one.
 *
 * @param name of the function and the option
 * @param known the values; an option that is not given has its default
 */
export function requireOneOf(name: string, value: unknown, known: readonly unknown[]) {
  if (value !== undefined && !known.includes(value)) throw misused(`${name} must be one of ${known.join(", ")}`);
}
