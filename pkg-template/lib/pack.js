// Packs any JavaScript value into the bytes that src/js/unpack.rs reads: a letter for the kind, lengths as four bytes
// (little-endian), strings as UTF-8. The input is untrusted: getters may throw, proxies may be revoked, trees may be endless.

// How deep the lists and objects of an argument may be nested, the same as in src/value/untrusted.rs.
const MAX_DEPTH = 64;
const MAX_VALUES = 100_000;
const MAX_BYTES = 1 << 25;

const NULL = 0x30; // "0": null and undefined
const FALSE = 0x66; // "f"
const TRUE = 0x74; // "t"
const NUMBER = 0x6e; // "n", followed by its JSON text
const TEXT = 0x73; // "s"
const MALFORMED = 0x6d; // "m": a string with a lone surrogate, which UTF-8 cannot carry
const LIST = 0x5b; // "["
const OBJECT = 0x7b; // "{"
const OPAQUE = 0x78; // "x": a value that no field accepts

/**
 * The bytes of each `Packed`. A WeakMap, because reading a property of an untrusted value could call a proxy's traps.
 *
 * @type {WeakMap<object, Uint8Array>}
 */
const packed = new WeakMap();

/** A value that is packed once and can be an argument of many calls, unaffected by later changes to it. */
export class Packed {
  /**
   * @param {unknown} value
   * @param {number} [depth] in how many lists it will be nested, the list of arguments included
   */
  constructor(value, depth = 1) {
    packed.set(this, packWith(value, false, depth).packed.slice());
  }
}

/**
 * The buffer of the last call, which the next one takes over.
 *
 * @type {Uint8Array | undefined}
 */
let idle;

// The state of the current call.
/** @type {Uint8Array} where it writes */
let bytes;
/** @type {number} the position of the next byte */
let at;
/** @type {number} how many values it has written */
let values;
/** @type {boolean} whether it copies what it reads */
let copies;

/**
 * Returns the bytes of `value`, valid until the next call.
 *
 * @param {unknown} value
 */
export function pack(value) {
  return packWith(value, false).packed;
}

/**
 * Returns the bytes and a copy of the value exactly as it was read: its getters may return something else next time.
 *
 * @template T
 * @param {T} value
 */
export function packAndCopy(value) {
  return packWith(value, true);
}

/**
 * @template T
 * @param {T} value
 * @param {boolean} copying
 * @param {number} [depth]
 */
function packWith(value, copying, depth = 0) {
  // A getter of the input may call this function again: the outer call continues with its own buffer and position.
  const outer = { bytes, at, values, copies };
  bytes = idle ?? new Uint8Array(4096);
  idle = undefined;
  at = values = 0;
  copies = copying;
  try {
    const copy = /** @type {T} */ (put(value, depth));
    idle = bytes.length > MAX_BYTES / 32 ? undefined : bytes;
    return { packed: bytes.subarray(0, at), copy };
  } finally {
    ({ bytes, at, values, copies } = outer);
  }
}

/**
 * Writes a value, and returns it or its copy.
 *
 * @param {unknown} value
 * @param {number} depth
 * @returns {unknown}
 */
function put(value, depth) {
  if (++values > MAX_VALUES) byte(OPAQUE);
  else if (typeof value === "string") string(value);
  else if (value == null) {
    byte(NULL);
    return null;
  } else if (typeof value === "boolean") byte(value ? TRUE : FALSE);
  else if (Number.isFinite(value)) {
    byte(NUMBER);
    text(String(value));
  } else if (typeof value === "object") return tree(value, depth);
  else byte(OPAQUE);
  return value;
}

/**
 * Writes a list or an object.
 *
 * @param {object} value
 * @param {number} depth
 * @returns {unknown}
 */
function tree(value, depth) {
  const known = packed.get(value);
  if (known) return append(known);
  if (depth > MAX_DEPTH) return byte(OPAQUE);
  /** @type {string[] | undefined} */
  let keys;
  /** @type {number | undefined} */
  let length;
  try {
    if (Array.isArray(value)) length = value.length;
    else if (!ArrayBuffer.isView(value)) {
      keys = Object.keys(value);
      length = keys.length;
    }
  } catch {} // a revoked proxy, or one that throws
  // A proxy of an array may return any length.
  if (length === undefined || !Number.isInteger(length) || length < 0 || length > MAX_VALUES) return byte(OPAQUE);
  byte(keys ? OBJECT : LIST);
  reserve(4);
  size(at, length);
  at += 4;
  /** @type {Record<PropertyKey, unknown>} */
  let own = keys ? {} : /** @type {Record<PropertyKey, unknown>} */ (/** @type {object} */ ([]));
  for (let i = 0; i < length; i++) {
    const key = keys ? keys[i] : i;
    // No field has a name that is too long or not well-formed: the former is cut, the latter's value is opaque unless it is absent.
    const isNamed = typeof key === "number" || text(fits(key) ? key : "");
    // The limit is per argument.
    if (depth === 0) values = 0;
    /** @type {unknown} */
    let item = put; // any function: no field accepts one
    try {
      const read = /** @type {Record<PropertyKey, unknown>} */ (value)[key];
      if (isNamed || (read ?? "") === "") item = read;
    } catch {}
    const copy = put(item, depth + 1);
    // Assigning `__proto__` would set the prototype, and assigning the name of a method of a frozen `Object.prototype` would throw.
    if (copies && keys && key in own) own = { ...own, [key]: copy };
    else if (copies) own[key] = copy;
  }
  return own;
}

/** @param {string} value */
function string(value) {
  if (!fits(value)) return byte(OPAQUE);
  const start = at;
  byte(TEXT);
  if (text(value)) return;
  at = start;
  byte(MALFORMED);
}

/** @param {string} text */
function fits(text) {
  return at + text.length <= MAX_BYTES;
}

/**
 * Writes the length and the bytes of a string, and returns whether it is well-formed.
 *
 * @param {string} text
 */
function text(text) {
  const { length } = text;
  reserve(4 + length);
  const head = at;
  at += 4;
  // Most strings are short and ASCII, where this loop is faster than any encoder.
  const to = bytes;
  const start = at;
  let i = 0;
  for (; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) break;
    to[start + i] = unit;
  }
  at += i < length ? encode(text) : i;
  size(head, at - head - 4);
  return i === length || !/\p{Surrogate}/u.test(text);
}

/**
 * Writes a string as UTF-8, and returns the number of bytes.
 *
 * @param {string} text
 */
function encode(text) {
  reserve(3 * text.length);
  return new TextEncoder().encodeInto(text, bytes.subarray(at)).written;
}

/** @param {number} byte */
function byte(byte) {
  reserve(1);
  bytes[at++] = byte;
}

/**
 * @param {number} at
 * @param {number} size
 */
function size(at, size) {
  for (let i = 0; i < 4; i++) bytes[at + i] = size >>> (8 * i);
}

/** @param {Uint8Array} packed */
function append(packed) {
  reserve(packed.length);
  bytes.set(packed, at);
  at += packed.length;
}

/** @param {number} count */
function reserve(count) {
  if (at + count <= bytes.length) return;
  const larger = new Uint8Array(2 * (at + count));
  larger.set(bytes);
  bytes = larger;
}
