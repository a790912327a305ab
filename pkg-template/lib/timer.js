// Times as timers take them.

import { misuse } from "./error.js";

/** The longest that a timer can run (WHATWG HTML, timers: a signed 32-bit integer). */
export const LONGEST = 2 ** 31 - 1;

/** A caller's number of milliseconds, whole and within what a timer can hold; `name` is the option's. */
export function milliseconds(name, value) {
  if (!(Number.isFinite(value) && value > 0)) throw misuse(`${name} is a positive, finite number of milliseconds.`);
  return Math.min(Math.ceil(value), LONGEST);
}
