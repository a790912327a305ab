/**
 * Identifiers in the providers' formats: random, or the same in each run of a test. None is made at import, because
 * workerd has no random values outside of a request.
 */

/** bytes for ids */
type Source = (count: number) => Uint8Array;

export const randomBytes: Source = (count) => crypto.getRandomValues(new Uint8Array(count));

/** Returns a source that counts, so that the ids are the same in every run of a test. */
export function countingBytes(): Source {
  let last = 0;
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let at = count - 1, rest = ++last; at >= 0 && rest > 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest;
    return bytes;
  };
}

let source = randomBytes;

/** Runs code whose ids come from a source. The code must be synchronous, as all code of the providers is. */
export function withIds<T>(ids: Source, run: () => T) {
  const outer = source;
  source = ids;
  try {
    return run();
  } finally {
    source = outer;
  }
}

export function toHex(bytes: Uint8Array) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function hex(bytes: number) {
  return toHex(source(bytes));
}

/** A version 4 UUID. `crypto.randomUUID` does not exist in web pages served over plain http. */
export function uuid() {
  const bytes = source(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = toHex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

export function base64(bytes: Uint8Array) {
  return btoa(String.fromCharCode(...bytes));
}
