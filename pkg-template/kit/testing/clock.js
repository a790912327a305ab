/**
 * The sandbox's only source of time: everything that expires or has a date reads this clock, so that a test with its
 * own clock can let time pass without waiting.
 */

import { misused } from "../../module/options/unknown-option.js";

/** @typedef {() => number} Now epoch milliseconds */

/**
 * @param {(() => number) | { now(): number }} clock a function, or an object like `Date`; defaults to the current
 *   `Date`, which a test runner may replace after the sandbox was created
 * @returns {Now}
 */
export function readClock(clock = () => Date.now()) {
  const read = "now" in clock ? () => clock.now() : clock;
  if (typeof read !== "function") {
    throw misused("createSandbox: clock must be a function or an object with now()");
  }
  return () => {
    const ms = Number(read());
    if (!Number.isFinite(ms)) throw misused("createSandbox: clock must return epoch milliseconds");
    return ms;
  };
}

/** Runs a function later. The timer does not keep the process alive. @param {() => void} run @param {number} ms */
export function later(run, ms) {
  const timer = /** @type {{ unref?(): void }} */ (/** @type {unknown} */ (setTimeout(run, ms)));
  timer.unref?.();
}

/** @param {number} ms */
export function isoMillis(ms) {
  return new Date(ms).toISOString();
}

/** @param {number} ms truncated to a whole second */
export function isoSeconds(ms) {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
