// Converts durations to what timers accept.

import { misuse } from "../error.ts";

/** The longest delay of a timer, in milliseconds (WHATWG HTML, timers: a signed 32-bit integer). */
export const LONGEST = 2 ** 31 - 1;

/**
 * Rounds a duration up to whole milliseconds and caps it at what a timer accepts. Anything that is not a finite number
 * is returned unchanged.
 */
export function wholeMs<T>(value: T): T | number {
  return typeof value === "number" && Number.isFinite(value) ? Math.min(Math.ceil(value), LONGEST) : value;
}

/** Returns an option as whole milliseconds that a timer can wait for; throws unless it is a positive, finite number. */
export function milliseconds(name: string, value: unknown) {
  if (!(typeof value === "number" && Number.isFinite(value) && value > 0)) {
    throw misuse(`${name} must be a positive, finite number of milliseconds.`);
  }
  return Math.min(Math.ceil(value), LONGEST);
}
