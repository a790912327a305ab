// A store in the memory of one process: for a single server, and for tests.

/** A store that forgets everything with its process, and each record when its time is over. */
export function memoryStore() {
  const records = new Map();
  let sweep = records.entries();

  const live = (key) => {
    const record = records.get(key);
    return record && Date.now() < record.until ? record.value : undefined;
  };

  /** Looks at two records for each that is written, so that what nobody asks for again is forgotten too. */
  function tidy() {
    for (let i = 0; i < 2; i++) {
      const { done, value } = sweep.next();
      if (done) sweep = records.entries();
      else if (value[1].until <= Date.now()) records.delete(value[0]);
    }
  }

  return {
    async get(key) {
      return live(key);
    },

    async swap(key, before, after, ttlMs) {
      if (live(key) !== before) return false;
      if (after === undefined) records.delete(key);
      else records.set(key, { value: after, until: Date.now() + ttlMs });
      tidy();
      return true;
    },
  };
}
