/**
 * What a value is, by the documentation: its own enumerable members as they are read, without a call of any method of
 * its own. Written independently of the package's module/encoding/encoding.ts and module/wasm/json.ts, which have to
 * agree with it.
 */

const MAX_DEPTH = 64;
// Fewer than the package accepts: a comparison of more takes long.
const MAX_VALUES = 5_000;
const MAX_LENGTH = 100_000;

const OPAQUE = { $: "opaque" };
const MALFORMED = { $: "malformed" };

/** Thrown for a value without a JSON. */
export class TooLarge extends Error {}

/** Returns a value as JSON, with a stand-in for every part that JSON cannot represent. */
export function encoded(value) {
  return encode(value, { values: 0 }, 1);
}

function encode(value, count, depth) {
  if (++count.values > MAX_VALUES) throw new TooLarge();
  switch (typeof value) {
    case "undefined":
      return null;
    case "string":
      if (value.length > MAX_LENGTH) throw new TooLarge();
      return value.isWellFormed() ? value : MALFORMED;
    case "number":
      return Number.isFinite(value) ? value : OPAQUE;
    case "boolean":
      return value;
    case "object":
      return value === null ? null : encodeObject(value, count, depth);
    default:
      return OPAQUE;
  }
}

function encodeObject(value, count, depth) {
  if (depth > MAX_DEPTH || ArrayBuffer.isView(value)) return OPAQUE;
  let keys;
  try {
    keys = Array.isArray(value) ? value.length : Object.keys(value);
  } catch {
    return OPAQUE;
  }
  const read = (key) => {
    try {
      return value[key];
    } catch {
      return read; // as good as every other function
    }
  };
  if (Array.isArray(keys)) {
    if (keys.length > MAX_VALUES) throw new TooLarge();
    return Object.fromEntries(
      keys.map((key) => {
        const item = encode(read(key), count, depth + 1);
        // No field has a name that is not well-formed. Absent it may be.
        return [key.toWellFormed(), key.isWellFormed() || item === null || item === "" ? item : OPAQUE];
      }),
    );
  }
  if (!Number.isInteger(keys) || keys < 0 || keys > MAX_LENGTH) return OPAQUE;
  if (keys > MAX_VALUES) throw new TooLarge();
  return Array.from({ length: keys }, (_, at) => encode(read(at), count, depth + 1));
}
