// One deadline for everything that a request waits for: hooks, the store, the provider.

import { KycLinkError } from "../../../module/error.ts";

const LATE = Symbol("late");

export interface Deadline {
  isOver: boolean;
  /** resolves when the time is up */
  over: Promise<typeof LATE>;
  /** waits, unless the deadline is earlier */
  wait: (ms: number) => Promise<void>;
  /** stops the timers */
  stop: () => void;
  /** ends the deadline early, and returns the error to throw */
  end: () => KycLinkError;
}

/** @param signal ends it early */
export function startDeadline(ms: number, signal?: AbortSignal): Deadline {
  const timers: ReturnType<typeof setTimeout>[] = [];
  const after = <T>(ms: number, value: T): Promise<T> => new Promise((resolve) => void timers.push(setTimeout(resolve, ms, value)));
  let abort: () => void = () => {};
  const aborted = new Promise((resolve) => (abort = () => resolve(undefined)));
  signal?.addEventListener("abort", abort);
  const deadline: Deadline = {
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

function timeoutError(ms: number) {
  return new KycLinkError("timeout", { message: `Hooks, the store and the provider together took longer than timeout (${ms} ms).` });
}

/** Returns what `begin` resolves to before the request's deadline; after the deadline, `begin` is not called. */
export async function within<T>({ deadline, timeout }: { deadline: Deadline; timeout: number }, begin: () => T | Promise<T>): Promise<T> {
  const value = deadline.isOver ? LATE : await Promise.race([begin(), deadline.over]);
  if (value === LATE) throw timeoutError(timeout);
  return value;
}
