// Any JavaScript value as the bytes that src/js/unpack.rs reads: a letter for the kind, lengths as four bytes
// (little-endian), UTF-8. The input is untrusted: getters may throw, proxies may be revoked, trees may be endless.

// How many lists and objects of an argument may stand in each other, as src/draft.rs has it.
const MAX_DEPTH = 64;
const MAX_VALUES = 100_000;
const MAX_BYTES = 1 << 25;

const NULL = 0x30; // "0": null and undefined
const FALSE = 0x66; // "f"
const TRUE = 0x74; // "t"
const NUMBER = 0x6e; // "n", as its JSON text
const TEXT = 0x73; // "s"
const MALFORMED = 0x6d; // "m": a string with a lone surrogate, which UTF-8 cannot carry
const LIST = 0x5b; // "["
const OBJECT = 0x7b; // "{"
const OPAQUE = 0x78; // "x": what no field accepts

// Asking a value itself whether it is packed would call a proxy's traps, which may throw.
const packed = new WeakMap();

/** A value packed once, to be read again unchanged whatever its owner does to it meanwhile. */
export class Packed {
  /** `depth` is how many lists it will stand in, that of the arguments included. */
  constructor(value, depth = 1) {
    packed.set(this, packWith(value, false, depth).packed.slice());
  }
}

let idle;
// Of the call at work: where it writes, how many values there were, whether it copies what it reads.
let bytes, at, values, copies;

/** The bytes of `value`, valid until the next call. */
export function pack(value) {
  return packWith(value, false).packed;
}

/** The same, and a copy of it exactly as it was read: what its owner's getters say next may differ. */
export function packAndCopy(value) {
  return packWith(value, true);
}

function packWith(value, copying, depth = 0) {
  // A getter of the input may call us again: whoever is packing owns the buffer, and goes on where it was.
  const outer = { bytes, at, values, copies };
  bytes = idle ?? new Uint8Array(4096);
  idle = undefined;
  at = values = 0;
  copies = copying;
  try {
    const copy = put(value, depth);
    idle = bytes.length > MAX_BYTES / 32 ? undefined : bytes;
    return { packed: bytes.subarray(0, at), copy };
  } finally {
    ({ bytes, at, values, copies } = outer);
  }
}

/** Writes a value, and answers it or its copy. */
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

function tree(value, depth) {
  const known = packed.get(value);
  if (known) return append(known);
  if (depth > MAX_DEPTH) return byte(OPAQUE);
  let keys, length;
  try {
    if (Array.isArray(value)) length = value.length;
    else if (!ArrayBuffer.isView(value)) ({ length } = keys = Object.keys(value));
  } catch {} // a revoked proxy, or one that throws
  // A proxy of an array gives out any length it likes.
  if (!Number.isInteger(length) || length < 0 || length > MAX_VALUES) return byte(OPAQUE);
  byte(keys ? OBJECT : LIST);
  reserve(4);
  size(at, length);
  at += 4;
  let own = keys ? {} : [];
  for (let i = 0; i < length; i++) {
    const key = keys ? keys[i] : i;
    // A name too long is no field's, whatever becomes of it; one that is no text has no value that JSON carries.
    const named = !keys || text(fits(key) ? key : "");
    // One argument's size is no reason to leave out the next.
    if (depth === 0) values = 0;
    // A function, as any that no field accepts.
    let item = put;
    try {
      if (named) item = value[key];
    } catch {}
    const copy = put(item, depth + 1);
    if (copies && key === "__proto__") own = { ...own, [key]: copy };
    else if (copies) own[key] = copy;
  }
  return own;
}

function string(value) {
  if (!fits(value)) return byte(OPAQUE);
  const start = at;
  byte(TEXT);
  if (text(value)) return;
  at = start;
  byte(MALFORMED);
}

function fits(text) {
  return at + text.length <= MAX_BYTES;
}

/** Writes length and bytes; answers whether the text is well-formed. */
function text(text) {
  const { length } = text;
  reserve(4 + length);
  const head = at;
  at += 4;
  // Most strings are short and ASCII: there this loop beats every encoder.
  const [to, start] = [bytes, at];
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

function encode(text) {
  reserve(3 * text.length);
  return new TextEncoder().encodeInto(text, bytes.subarray(at)).written;
}

function byte(byte) {
  reserve(1);
  bytes[at++] = byte;
}

function size(at, size) {
  for (let i = 0; i < 4; i++) bytes[at + i] = size >>> (8 * i);
}

function append(packed) {
  reserve(packed.length);
  bytes.set(packed, at);
  at += packed.length;
}

function reserve(count) {
  if (at + count <= bytes.length) return;
  const larger = new Uint8Array(2 * (at + count));
  larger.set(bytes);
  bytes = larger;
}
