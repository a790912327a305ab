// Any JavaScript value as the bytes that src/js/unpack.rs reads: a letter for the kind, lengths as four bytes
// (little-endian), UTF-8. The input is untrusted: getters may throw, proxies may be revoked, trees may be endless.

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
  constructor(value) {
    packed.set(this, pack(value).slice());
  }
}

/** An object's own fields, those with names; a getter that throws leaves the object itself. */
function plain(value) {
  try {
    const own = { ...value };
    return Object.getOwnPropertySymbols(own).length > 0 ? Object.fromEntries(Object.entries(own)) : own;
  } catch {
    return value;
  }
}

let idle = new Uint8Array(4096);

/** The bytes of `value`, valid until the next call. */
export function pack(value) {
  return packWith(new Packer(), value);
}

/** The same, and a copy of an object exactly as it was read: what its owner's getters say next may differ. */
export function packAndCopy(values) {
  const packer = new Packer();
  packer.copies = true;
  return { packed: packWith(packer, values), copies: packer.copy };
}

function packWith(packer, value) {
  // A getter of the input may call us again: whoever is packing owns the buffer.
  packer.bytes = idle ?? new Uint8Array(4096);
  idle = null;
  packer.value(value, 0);
  idle = packer.bytes.length > MAX_BYTES / 32 ? new Uint8Array(4096) : packer.bytes;
  return packer.bytes.subarray(0, packer.at);
}

class Packer {
  bytes;
  at = 0;
  values = 0;
  copies = false;
  copy;

  value(value, depth) {
    if (++this.values > MAX_VALUES || depth > MAX_DEPTH) return this.byte(OPAQUE);
    switch (typeof value) {
      case "string":
        return this.string(value);
      case "undefined":
        return this.byte(NULL);
      case "boolean":
        return this.byte(value ? TRUE : FALSE);
      case "number":
        if (!Number.isFinite(value)) return this.byte(OPAQUE);
        this.byte(NUMBER);
        return this.text(String(value));
      case "object":
        if (value === null) return this.byte(NULL);
        return this.tree(value, depth);
      default:
        return this.byte(OPAQUE);
    }
  }

  tree(value, depth) {
    const bytes = packed.get(value);
    if (bytes) return this.append(bytes);
    let own = value;
    let isList, keys, length;
    try {
      isList = Array.isArray(value);
      if (ArrayBuffer.isView(value)) return this.byte(OPAQUE);
      if (!isList) {
        keys = Object.keys(value);
        if (this.copies) own = plain(value);
      }
      length = isList ? value.length : keys.length;
    } catch {
      return this.byte(OPAQUE);
    }
    // A proxy of an array gives out any length it likes.
    if (!Number.isInteger(length) || length < 0 || length > MAX_VALUES) return this.byte(OPAQUE);
    this.byte(isList ? LIST : OBJECT);
    this.length(length);
    if (this.copies && isList) own = [];
    for (let i = 0; i < length; i++) {
      const key = isList ? i : keys[i];
      // A name too long is no field's, whatever becomes of it.
      if (!isList) this.text(this.fits(key) ? key : "");
      // One argument's size is no reason to leave out the next.
      if (depth === 0) this.values = 0;
      let item;
      try {
        item = isList ? value[i] : own[key];
      } catch {
        this.byte(OPAQUE);
        continue;
      }
      this.value(item, depth + 1);
      if (this.copies && (isList || typeof item === "object")) own[key] = item && typeof item === "object" ? this.copy : item;
    }
    this.copy = own;
  }

  string(text) {
    if (!this.fits(text)) return this.byte(OPAQUE);
    const start = this.at;
    this.byte(TEXT);
    if (this.text(text)) return;
    this.at = start;
    this.byte(MALFORMED);
  }

  fits(text) {
    return this.at + text.length <= MAX_BYTES;
  }

  /** Writes length and bytes; answers whether the text is well-formed. */
  text(text) {
    const head = this.at;
    this.reserve(4 + text.length);
    this.at += 4;
    // Most strings are short and ASCII: there this loop beats every encoder.
    let i = 0;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) break;
      this.bytes[this.at + i] = unit;
    }
    this.at += i < text.length ? this.encode(text) : i;
    this.size(head, this.at - head - 4);
    return i === text.length || !/\p{Surrogate}/u.test(text);
  }

  encode(text) {
    this.reserve(3 * text.length);
    return new TextEncoder().encodeInto(text, this.bytes.subarray(this.at)).written;
  }

  byte(byte) {
    this.reserve(1);
    this.bytes[this.at++] = byte;
  }

  length(length) {
    this.reserve(4);
    this.size(this.at, length);
    this.at += 4;
  }

  size(at, size) {
    for (let i = 0; i < 4; i++) this.bytes[at + i] = size >>> (8 * i);
  }

  append(bytes) {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  reserve(count) {
    if (this.at + count <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.at + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
