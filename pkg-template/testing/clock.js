/**
 * The sandbox's only idea of time. Everything that expires or is dated asks this clock, so that a test
 * with a clock of its own can walk past an expiry without waiting for it.
 */

/** @typedef {() => number} Now epoch milliseconds */

/**
 * @param {(() => number) | { now(): number }} clock a function, or anything shaped like `Date`; by default the `Date` of the
 * moment, which a test runner may fake long after the sandbox was made
 * @returns {Now}
 */
export function readClock(clock = () => Date.now()) {
  const read = "now" in clock ? () => clock.now() : clock;
  if (typeof read !== "function") {
    throw new TypeError("createSandbox: clock must be a function or an object with now()");
  }
  return () => {
    const ms = Number(read());
    if (!Number.isFinite(ms)) throw new TypeError("createSandbox: clock must give epoch milliseconds");
    return ms;
  };
}

/** @param {number} ms */
export function isoMillis(ms) {
  return new Date(ms).toISOString();
}

/** @param {number} ms a whole second; what lies below it is cut off */
export function isoSeconds(ms) {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
