/**
 * `Idempotency-Key` at Bridge: required with a POST, and not to be sent with a GET. The first response is sent again to
 * the same key and body for 24 hours; after that, the key is refused with 422. Nothing documents the body of the 422,
 * nor what the same key with another body gets: both are assumptions.
 */

import { Refusal } from "./errors.js";

/** @import { SandboxResponse } from "../request.js" */

const DAY = 86_400_000;

/** @param {import("../clock.js").Now} now */
export function createIdempotency(now) {
  /** @type {Map<string, { fingerprint: string, at: number, repeat: () => SandboxResponse }>} */
  const firstUses = new Map();

  /**
   * @param {string | null} key
   * @param {string} fingerprint what makes two requests the same
   * @param {() => SandboxResponse} run
   * @returns {SandboxResponse}
   */
  return (key, fingerprint, run) => {
    if (key === null || key === "") {
      throw new Refusal(400, "required", "Missing Idempotency-Key header", {
        location: "header",
        messages: { "Idempotency-Key": "is required" },
      });
    }
    const earlier = firstUses.get(key);
    if (earlier === undefined) {
      const use = { fingerprint, at: now(), repeat: resultOf(run) };
      firstUses.set(key, use);
      return use.repeat();
    }
    if (now() - earlier.at >= DAY) throw new Refusal(422, "invalid", "Idempotency Key Retry Deadline Exceeded");
    if (earlier.fingerprint !== fingerprint) throw new Refusal(422, "invalid", "Idempotency-Key was used with another request");
    return earlier.repeat();
  };
}

/** Runs a request once: a refusal is its first response, too. @param {() => SandboxResponse} run */
function resultOf(run) {
  try {
    const response = run();
    return () => response;
  } catch (refusal) {
    return () => {
      throw refusal;
    };
  }
}
