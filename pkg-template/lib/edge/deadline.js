// One deadline for everything that a request waits for: hooks, the store, the provider.

import { KycLinkError } from "../error.js";

const LATE = Symbol("late");

/**
 * @typedef {object} Deadline
 * @property {boolean} isOver
 * @property {Promise<typeof LATE>} over resolves when the time is up
 * @property {() => void} stop stops the timer
 * @property {() => KycLinkError} end ends the deadline early, and returns the error to throw
 */

/**
 * Starts a deadline.
 *
 * @param {number} ms
 * @returns {Deadline}
 */
export function startDeadline(ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const over = new Promise((/** @type {(late: typeof LATE) => void} */ resolve) => {
    timer = setTimeout(() => {
      deadline.isOver = true;
      resolve(LATE);
    }, ms);
  });
  const deadline = {
    isOver: false,
    over,
    stop: () => clearTimeout(timer),
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
