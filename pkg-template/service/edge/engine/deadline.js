// One deadline for everything that a request waits for: hooks, the store, the provider.

import { KycLinkError } from "../../../module/error.js";

const LATE = Symbol("late");

/**
 * @typedef {object} Deadline
 * @property {boolean} isOver
 * @property {Promise<typeof LATE>} over resolves when the time is up
 * @property {(ms: number) => Promise<void>} wait waits, unless the deadline is earlier
 * @property {() => void} stop stops the timers
 * @property {() => KycLinkError} end ends the deadline early, and returns the error to throw
 */

/**
 * @param {number} ms
 * @param {AbortSignal} [signal] ends it early
 * @returns {Deadline}
 */
export function startDeadline(ms, signal) {
  /** @type {ReturnType<typeof setTimeout>[]} */
  const timers = [];
  /**
   * @template T
   * @param {number} ms
   * @param {T} value
   * @returns {Promise<T>}
   */
  const after = (ms, value) => new Promise((resolve) => void timers.push(setTimeout(resolve, ms, value)));
  /** @type {() => void} */
  let abort = () => {};
  const aborted = new Promise((resolve) => (abort = () => resolve(undefined)));
  signal?.addEventListener("abort", abort);
  /** @type {Deadline} */
  const deadline = {
    isOver: false,
    over: Promise.race([after(ms, LATE), aborted]).then(() => {
      deadline.isOver = true;
      return LATE;
    }),
    wait: (ms) => after(ms, undefined),
    stop() {
      timers.forEach(clearTimeout);
      signal?.removeEventListener("abort", abort);
    },
    end() {
      deadline.isOver = true;
      return timeoutError(ms);
    },
  };
  return deadline;
}

/** @param {number} ms */
function timeoutError(ms) {
  return new KycLinkError("timeout", { message: `Hooks, the store and the provider together took longer than timeout (${ms} ms).` });
}

/**
 * Returns what `begin` resolves to before the request's deadline; after the deadline, `begin` is not called.
 *
 * @template T
 * @param {{ deadline: Deadline, timeout: number }} context
 * @param {() => T | Promise<T>} begin
 * @returns {Promise<T>}
 */
export async function within({ deadline, timeout }, begin) {
  const value = deadline.isOver ? LATE : await Promise.race([begin(), deadline.over]);
  if (value === LATE) throw timeoutError(timeout);
  return /** @type {T} */ (value);
}
