// One deadline for everything that a request waits for: hooks, the store, the provider.

import { KycLinkError } from "../error.js";

const LATE = Symbol("late");

/** Starts a deadline so many milliseconds from now. */
export function startDeadline(ms) {
  const deadline = { isOver: false };
  let timer;
  deadline.over = new Promise((resolve) => {
    timer = setTimeout(() => {
      deadline.isOver = true;
      resolve(LATE);
    }, ms);
  });
  deadline.stop = () => clearTimeout(timer);
  /** Ends it before its time, and gives the error that says so. */
  deadline.end = () => {
    deadline.isOver = true;
    return late(ms);
  };
  return deadline;
}

function late(ms) {
  return new KycLinkError("timeout", { message: `Hooks, the store and the provider took longer together than timeout (${ms} ms).` });
}

/** What `begin` comes to before the request's deadline; afterwards nothing is begun any more. */
export async function within({ deadline, timeout }, begin) {
  const value = deadline.isOver ? LATE : await Promise.race([begin(), deadline.over]);
  if (value === LATE) throw late(timeout);
  return value;
}
