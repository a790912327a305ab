// Inflates the module of entry/inline.js: Node does it itself, and pages do it here, in RFC 1951's words. Deflated, the
// module takes less than half: in node_modules, and of every download that has it as text.

import { builtin } from "../builtin.js";

/** The literal or length that ends a block. */
const END = 256;
/** Lengths of codes have codes of their own: their lengths come in this order. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** For each length from symbol 257 on, and for each distance: how many bits follow its symbol. */
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The longest length has a symbol of its own. */
const LENGTHS = [...starts(3, LENGTH_BITS).slice(0, -1), 258];
const DISTANCES = starts(1, DISTANCE_BITS);

/**
 * @param {Uint8Array<ArrayBuffer>} deflated in blocks that have codes, as packing checks
 * @param {number} size how many bytes there are when it is inflated
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function inflate(deflated, size) {
  const zlib = builtin("node:zlib");
  // A copy, because a test runner's `Buffer` may be of another realm.
  return zlib ? new Uint8Array(zlib.inflateRawSync(deflated)) : inflateHere(deflated, size);
}

/**
 * The same without Node.
 *
 * @param {Uint8Array<ArrayBuffer>} deflated
 * @param {number} size
 */
export function inflateHere(deflated, size) {
  const output = new Uint8Array(size);
  let end = 0;
  const bits = reader(deflated);
  let isLast;
  do {
    isLast = bits.take(1) === 1;
    const [literals, distances] = bits.take(2) === 1 ? fixedCodes() : readCodes(bits);
    for (let symbol = bits.symbol(literals); symbol !== END; symbol = bits.symbol(literals)) {
      if (symbol < END) output[end++] = symbol;
      else {
        const at = symbol - END - 1;
        const length = LENGTHS[at] + bits.take(LENGTH_BITS[at]);
        const distance = bits.symbol(distances);
        let from = end - DISTANCES[distance] - bits.take(DISTANCE_BITS[distance]);
        // One by one: what is copied may contain what was just copied.
        for (const to = end + length; end < to; ) output[end++] = output[from++];
      }
    }
  } while (!isLast);
  return output;
}

/** @typedef {ReturnType<typeof reader>} Reader */

/**
 * Reads bits, the lowest of each byte first.
 *
 * @param {Uint8Array} bytes
 */
function reader(bytes) {
  let [at, bits, count] = [0, 0, 0];
  /** @param {number} wanted */
  const fill = (wanted) => {
    for (; count < wanted; count += 8) bits |= bytes[at++] << count;
  };
  /** @param {number} taken */
  const drop = (taken) => {
    bits >>>= taken;
    count -= taken;
  };
  return {
    /** @param {number} wanted */
    take(wanted) {
      fill(wanted);
      const value = bits & ((1 << wanted) - 1);
      drop(wanted);
      return value;
    },
    /** @param {Uint16Array} codes */
    symbol(codes) {
      fill(15);
      const found = codes[bits & (codes.length - 1)];
      drop(found & 15);
      return found >>> 4;
    },
  };
}

/**
 * Reads the codes of a block: those of literals and lengths, and those of distances.
 *
 * @param {Reader} bits
 */
function readCodes(bits) {
  const [literals, distances, ordered] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  const own = new Uint8Array(ORDER.length);
  for (const at of ORDER.slice(0, ordered)) own[at] = bits.take(3);
  const codes = codesOf(own);
  const lengths = new Uint8Array(literals + distances);
  for (let at = 0; at < lengths.length; ) {
    const symbol = bits.symbol(codes);
    if (symbol < 16) lengths[at++] = symbol;
    else {
      // 16 repeats the length before; 17 and 18 stand for symbols that the block does not have.
      const length = symbol === 16 ? lengths[at - 1] : 0;
      const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      lengths.fill(length, at, at + times);
      at += times;
    }
  }
  return [codesOf(lengths.subarray(0, literals)), codesOf(lengths.subarray(literals))];
}

/** Returns the codes of a block that has none of its own, as a short one at the end. */
function fixedCodes() {
  const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
  return [codesOf(lengths), codesOf(new Uint8Array(30).fill(5))];
}

/**
 * Returns, for the bits that come next, the symbol whose code they begin with, times 16, plus the length of the code.
 *
 * @param {Uint8Array} lengths of the code of each symbol
 */
function codesOf(lengths) {
  const longest = Math.max(...lengths);
  const codes = new Uint16Array(1 << longest);
  let code = 0;
  for (let length = 1; length <= longest; length++, code <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      for (let at = reversed(code++, length); at < codes.length; at += 1 << length) codes[at] = (symbol << 4) | length;
    }
  }
  return codes;
}

/**
 * Returns the bits in the order in which they are read.
 *
 * @param {number} code
 * @param {number} length
 */
function reversed(code, length) {
  let bits = 0;
  for (let at = 0; at < length; at++) bits = (bits << 1) | ((code >> at) & 1);
  return bits;
}

/**
 * Returns the first number of each range, if each begins where the one before ends.
 *
 * @param {number} first
 * @param {readonly number[]} bits
 */
function starts(first, bits) {
  let next = first;
  return bits.map((count) => {
    const start = next;
    next += 1 << count;
    return start;
  });
}
