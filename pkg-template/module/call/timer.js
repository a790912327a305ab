// Converts durations to what timers accept.

import { misuse } from "../error.js";

/** The longest delay of a timer, in milliseconds (WHATWG HTML, timers: a signed 32-bit integer). */
export const LONGEST = 2 ** 31 - 1;

/**
 * Rounds a duration up to whole milliseconds and caps it at what a timer accepts. Anything that is not a finite number
 * is returned unchanged.
 *
 * @template T
 * @param {T} value
 * @returns {T | number}
 */
export function wholeMs(value) {
  return typeof value === "number" && Number.isFinite(value) ? Math.min(Math.ceil(value), LONGEST) : value;
}

/**
 * Returns an option as whole milliseconds that a timer can wait for; throws unless it is a positive, finite number.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function milliseconds(name, value) {
  if (!(typeof value === "number" && Number.isFinite(value) && value > 0)) {
    throw misuse(`${name} must be a positive, finite number of milliseconds.`);
  }
  return Math.min(Math.ceil(value), LONGEST);
}
