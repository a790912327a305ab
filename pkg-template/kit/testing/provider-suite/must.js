/**
 * @param {boolean} condition
 * @param {string} message
 */
export function must(condition, message) {
  if (!condition) throw new Error(message);
}

/** Returns a list of what is wrong, for a check that tries many things. */
export function list() {
  /** @type {string[]} */
  const all = [];
  return {
    /** @param {boolean} isWrong @param {string} message */
    add: (isWrong, message) => void (isWrong && all.push(message)),
    throw() {
      if (all.length > 0) throw new Error(all.join("\n"));
    },
  };
}
