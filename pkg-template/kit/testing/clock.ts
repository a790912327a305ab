/**
 * The sandbox's only source of time: everything that expires or has a date reads this clock, so that a test with its
 * own clock can let time pass without waiting.
 */

import { misused } from "../../module/options/unknown-option.ts";

/** A clock, such as `Date`. */
export interface Clock {
  /** Returns the time, in epoch milliseconds. */
  now(): number;
}

/** epoch milliseconds */
export type Now = () => number;

/**
 * @param clock a function, or an object like `Date`; defaults to the current `Date`, which a test runner may replace
 *   after the sandbox was created
 */
export function readClock(clock: (() => number) | { now(): number } = () => Date.now()): Now {
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

/** Runs a function later. The timer does not keep the process alive. */
export function later(run: () => void, ms: number) {
  const timer = setTimeout(run, ms) as { unref?(): void };
  timer.unref?.();
}

export function isoMillis(ms: number) {
  return new Date(ms).toISOString();
}

/** @param ms truncated to a whole second */
export function isoSeconds(ms: number) {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
