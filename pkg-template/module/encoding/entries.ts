// Writes entries and strings into the memory of a wasm instance, as src/value/input.rs reads them.

import { MAX_VALUES } from "../wasm/json.ts";
import { nonPrintableBits } from "./no-check.js";
import { encode } from "./utf8.ts";
import { BOOL, kindOf, LIST, MALFORMED, NUMBER, OPAQUE, TEXT } from "./values.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Returns the functions for the buffers of one instance. Each instance has its own, because the engine can then treat
 * the buffers as constants.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the buffers and how full they are: the engine knows the constants of one closure
export function createEntries(words: Int32Array, strings: Uint8Array) {
  // The next byte of the strings, and the next entry: beyond the buffers if there is no room.
  let at = 0;
  let next = 0;
  // Whether all strings of the encoded input are printable ASCII, as most are: the crate need not look for control
  // characters then.
  let isPrintable = true;

  function clear() {
    at = 0;
    next = 1;
    isPrintable = true;
  }

  function hasRoom() {
    return at <= strings.length && 2 * next <= words.length;
  }

  function writeNames(place: number, names: string[] | undefined) {
    if (names === undefined) return writeEntry(place, 0, 0, 0);
    // The input is then copied, and the copy has `Opaque` in place of this object.
    if (names.length > MAX_VALUES) throw new RangeError("too many members");
    const to = reserve(names.length);
    writeEntry(place, LIST, names.length, to);
    for (let index = 0; index < names.length; index++) string(to + index, names[index], TEXT, true);
  }

  /** Writes which fields of an object are given, and which of them need no check. */
  function writeMarks(place: number, present: number, unchecked: number) {
    words[2 * place] = present;
    words[2 * place + 1] = unchecked;
  }

  /** Writes a value without its members. */
  function writeValue(place: number, value: unknown) {
    if (value === undefined || value === null) writeEntry(place, 0, 0, 0);
    else if (typeof value === "string") string(place, value, TEXT);
    else if (typeof value === "boolean") writeEntry(place, BOOL, value ? 1 : 0, 0);
    else if (typeof value === "number" && Number.isFinite(value)) string(place, String(value), NUMBER);
    else writeEntry(place, typeof value === "object" ? kindOf(value) : OPAQUE, 0, 0);
  }

  function writeEntry(place: number, kind: number, count: number, start: number) {
    words[2 * place] = kind | (count << 4);
    words[2 * place + 1] = start;
  }

  /** Reserves entries, and returns the number of the first one. Without room, what is written there is lost. */
  function reserve(count: number) {
    const place = next;
    next += count;
    return place;
  }

  /**
   * Writes a string as UTF-8. Most are short and printable ASCII, where no encoder is faster.
   *
   * @param isName whether a lone surrogate may be replaced
   */
  function string(place: number, value: string, kind: number, isName?: boolean) {
    const { length } = value;
    const to = strings;
    const from = at;
    let bits = 0;
    if (from + length <= to.length) {
      for (let index = 0; index < length; index++) {
        const unit = value.charCodeAt(index);
        to[from + index] = unit;
        bits |= nonPrintableBits(unit);
      }
      const isAllPrintable = bits >>> 7 === 0;
      isPrintable &&= isAllPrintable;
      if (isAllPrintable) at = from + length;
      else if (!isName && LONE_SURROGATE.test(value)) return writeEntry(place, MALFORMED, 0, 0);
      else at += encode(value, strings, at);
    } else at += 3 * length;
    writeEntry(place, kind, at - from, from);
  }

  return {
    clear,
    hasRoom,
    reserve,
    string,
    writeEntry,
    writeMarks,
    writeNames,
    writeValue,
    bytes: () => at,
    entries: () => next,
    isAllPrintable: () => isPrintable,
  };
}
