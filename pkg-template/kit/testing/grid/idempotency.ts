/**
 * `Idempotency-Key` at Grid: the first 2xx or 4xx response is stored and sent again, a 5xx response is not (here only
 * planned failures are 5xx, and they occur before the key is read). The documentation does not say that the same key
 * with another request is rejected, or with which code: that is an assumption.
 */

import type { SandboxResponse } from "../request.ts";
import { Refusal } from "./errors.ts";

export function createIdempotency() {
  const firstUses: Map<string, { fingerprint: string; response: SandboxResponse }> = new Map();

  /** @param fingerprint what makes two requests the same */
  return (key: string | null, fingerprint: string, run: () => SandboxResponse): SandboxResponse => {
    if (key === null) return run();
    const earlier = firstUses.get(key);
    if (earlier === undefined) {
      const response = run();
      firstUses.set(key, { fingerprint, response });
      return response;
    }
    if (earlier.fingerprint !== fingerprint) throw new Refusal(400, "INVALID_INPUT", "Idempotency-Key was used with another request");
    return earlier.response;
  };
}
