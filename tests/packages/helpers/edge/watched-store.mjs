/** A store that counts what is written to the agenda, on every platform. */

/** How long the agenda's records are kept, and no others. */
const AGENDA_MS = 40 * 86_400_000;

/** A store that counts its operations, and the records of the agenda: those written, and the swaps that another one won. */
export function watchedStore(inner) {
  const seen = { operations: 0, written: 0, lost: 0, bytes: 0 };
  return {
    seen,
    get(...given) {
      seen.operations++;
      return inner.get(...given);
    },
    async swap(key, before, after, ttlMs) {
      seen.operations++;
      const done = await inner.swap(key, before, after, ttlMs);
      if (ttlMs === AGENDA_MS && after !== undefined) {
        seen[done ? "written" : "lost"]++;
        if (done) seen.bytes = Math.max(seen.bytes, key.length + after.length);
      }
      return done;
    },
  };
}
