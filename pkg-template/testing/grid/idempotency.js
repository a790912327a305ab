/**
 * `Idempotency-Key` at Grid: the first 2xx or 4xx answer is kept and repeated. A 5xx is not; here only planned
 * failures are, and they strike before a key is looked at. That the same key with another request is refused, and
 * with which code, is this sandbox's reading of the scheme.
 */

import { Refusal } from "./errors.js";

/** @typedef {import("../request.js").Answer} Answer */

export function createIdempotency() {
  /** @type {Map<string, { fingerprint: string, answer: Answer }>} */
  const kept = new Map();

  /**
   * @param {string | null} key
   * @param {string} fingerprint what makes two requests the same
   * @param {() => Answer} run
   * @returns {Answer}
   */
  return (key, fingerprint, run) => {
    if (key === null) return run();
    const earlier = kept.get(key);
    if (earlier === undefined) {
      const answer = run();
      kept.set(key, { fingerprint, answer });
      return answer;
    }
    if (earlier.fingerprint !== fingerprint) throw new Refusal(400, "INVALID_INPUT", "Idempotency-Key was used with another request");
    return earlier.answer;
  };
}
