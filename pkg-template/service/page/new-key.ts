// Idempotency keys, wherever the client runs.

/**
 * Returns a new idempotency key; `undefined` where the platform has no random numbers, as React Native has none of its
 * own. A guessable key would be worse than none: whoever sends it gets the session.
 */
export function newKey(): string | undefined {
  // Browsers have `randomUUID` on https only.
  const random: Partial<Crypto> | undefined = globalThis.crypto;
  if (random?.randomUUID) return random.randomUUID();
  const bytes = random?.getRandomValues?.(new Uint8Array(16));
  return bytes && Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
