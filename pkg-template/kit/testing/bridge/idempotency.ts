/**
 * `Idempotency-Key` at Bridge: required with a POST, and not to be sent with a GET. The first response is sent again to
 * the same key and body for 24 hours; after that, the key is refused with 422. Nothing documents the body of the 422,
 * nor what the same key with another body gets: both are assumptions.
 */

import type { Now } from "../clock.ts";
import type { SandboxResponse } from "../request.ts";
import { Refusal } from "./errors.ts";

const DAY = 86_400_000;

export function createIdempotency(now: Now) {
  const firstUses: Map<string, { fingerprint: string; at: number; repeat: () => SandboxResponse }> = new Map();

  /** @param fingerprint what makes two requests the same */
  return (key: string | null, fingerprint: string, run: () => SandboxResponse): SandboxResponse => {
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

/** Runs a request once: a refusal is its first response, too. */
function resultOf(run: () => SandboxResponse) {
  try {
    const response = run();
    return () => response;
  } catch (refusal) {
    return () => {
      throw refusal;
    };
  }
}
