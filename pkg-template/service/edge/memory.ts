// A store in the memory of one process: for a single server, and for tests.
//
// It measures time with `performance.now()`: if somebody set the wall clock forward, the lock of an onboarding would
// end early, and a second customer could be created. While the computer sleeps, `performance.now()` may stand still,
// and records last longer. src/edge also checks the times in a record with the wall clock, so a session still ends on
// time.

import type { Store } from "./store.ts";

/** The stores that nothing has been said about. */
const made: WeakSet<object> = new WeakSet();

/** Whether a store is one of these, and this is the first time that it matters. */
export function isNewMemoryStore(store: object) {
  return made.delete(store);
}

/**
 * Creates a store in memory, for a single process. Records expire by a monotonic clock, so a step of the wall clock
 * neither ends a lock early nor keeps a record for longer.
 *
 * @example
 * const store = memoryStore();
 */
export function memoryStore(): Store {
  const records: Map<string, { value: string; until: number }> = new Map();
  let sweep = records.entries();

  const live = (key: string) => {
    const record = records.get(key);
    return record && performance.now() < record.until ? record.value : undefined;
  };

  /** Checks two old records at each write, so that expired records are removed even if they are never read again. */
  function tidy() {
    for (let i = 0; i < 2; i++) {
      const { done, value } = sweep.next();
      if (done) sweep = records.entries();
      else if (value[1].until <= performance.now()) records.delete(value[0]);
    }
  }

  const store: Store = {
    async get(key) {
      return live(key);
    },

    async swap(key, before, after, ttlMs) {
      if (live(key) !== before) return false;
      if (after === undefined) records.delete(key);
      else records.set(key, { value: after, until: performance.now() + ttlMs });
      tidy();
      return true;
    },
  };
  made.add(store);
  return store;
}
