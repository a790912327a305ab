// Times as timers take them.

import { misuse } from "./error.js";

/** The longest that a timer can run (WHATWG HTML, timers: a signed 32-bit integer). */
export const LONGEST = 2 ** 31 - 1;

/** A number of milliseconds, whole and within what a timer can hold; what is not finite stays as it is. */
export function wholeMs(value) {
  return Number.isFinite(value) ? Math.min(Math.ceil(value), LONGEST) : value;
}

/** The same of a caller's option of that name, which must be positive and finite. */
export function milliseconds(name, value) {
  if (!(Number.isFinite(value) && value > 0)) throw misuse(`${name} is a positive, finite number of milliseconds.`);
  return wholeMs(value);
}
