// The tools with which the functions in writers.js, one per shape, write an object into the memory of a wasm instance.
//
// Those that need the buffers are in one function, because the engine knows the constants of a closure.

import { json, MAX_VALUES, snapshot } from "../wasm/json.js";
import { ownRowOf } from "./own-rows.js";
import { encode } from "./utf8.js";
import { BOOL, JSON_TEXT, kindOf, LIST, MALFORMED, NUMBER, OBJECT, OPAQUE, TEXT, WORD } from "./values.js";
import { emailNeedsNoCheck, needsNoCheck, nonPrintableBits, writers } from "./writers.js";

/**
 * @typedef {import("./writers.js").Members} Members
 * @typedef {import("./writers.js").Writer} Writer
 */

// Longer strings are always written, because they count towards the limits of a record.
const LONGEST_TEXT = 1 << 12;

const LONE_SURROGATE = /\p{Surrogate}/u;
const PLAIN = Object.prototype;
/** An object in which nothing can be enumerated unless somebody has added a member to every object. */
const EMPTY = {};
export const INCOMPLETE = Symbol("incomplete");

/**
 * Returns the functions for the buffers of one instance. Each instance has its own, because the engine can then treat
 * the buffers as constants.
 *
 * @param {import("../wasm/wasm.js").Instance} instance
 * @param {Int32Array} words
 * @param {Uint8Array} strings
 */
export function createEncoder(instance, words, strings) {
  const { exports } = instance;
  // The next byte of the strings, and the next entry: beyond the buffers if there is no room.
  let at = 0;
  let next = 0;
  // How many records were begun: a getter may begin another one.
  let turn = 0;
  // How many objects contain the next value.
  let depth = 0;
  let isPolluted = false;
  // Whether every string has to be in the record, even one that needs no check.
  let isWhole = false;
  // Whether all strings of the record are printable ASCII, as most are: the crate need not look for control characters
  // then.
  let isPrintable = true;
  // Whether the record has a date, which is compared with the time.
  let hasDate = false;
  // The operation of the last call: most callers use only one.
  let lastName = "";
  /** @type {import("./writers.js").Row | undefined} */
  let lastRow;
  /** @type {import("./writers.js").Row} that of the record: its number belongs to this instance */
  let filled;

  /** @param {string} operation */
  function rowOf(operation) {
    if (operation !== lastName) {
      lastRow = rows.get(operation) ?? ownRowOf(instance, operation, { tools, rows });
      lastName = operation;
    }
    return lastRow;
  }

  function begin() {
    at = 0;
    next = 1;
    depth = 0;
    turn++;
    hasDate = false;
    isPrintable = true;
    isPolluted = false;
    for (const _ in EMPTY) isPolluted = true;
  }

  function hasRoom() {
    return at <= strings.length && 2 * next <= words.length;
  }

  /**
   * Writes a record, and returns the value that is sent; `INCOMPLETE` if the record is not complete.
   *
   * @param {string} operation
   * @param {unknown} input
   * @param {boolean} whole whether every string has to be in it
   */
  function fill(operation, input, whole) {
    filled = /** @type {import("./writers.js").Row} */ (rowOf(operation));
    const { write, size } = filled;
    begin();
    isWhole = whole;
    const mine = turn;
    const sent = object(write, size, 0, input);
    return turn === mine && hasRoom() ? sent : INCOMPLETE;
  }

  /**
   * Validates the record, and returns whether anything was found.
   *
   * @param {number} policy
   * @param {number} [now]
   * @param {number} [personFields] their bits
   */
  function validate(policy, now, personFields = 0) {
    // Reading the clock takes as long as three fields.
    const time = now ?? (hasDate ? Date.now() : 0);
    instance.isInside = true;
    const found = exports.validate(filled.number, at, isPrintable, policy, personFields, time);
    instance.isInside = false;
    if (found < 0) throw new TypeError("no such operation");
    return found === 1;
  }

  /**
   * Returns an object whose enumerable members are its own: most are.
   *
   * @param {object} given
   * @returns {Members}
   */
  function ownMembers(given) {
    const prototype = Object.getPrototypeOf(given);
    if ((prototype === PLAIN && !isPolluted) || prototype === null) return /** @type {Members} */ (given);
    return Object.assign(Object.create(null), given);
  }

  /**
   * @param {Writer} writer
   * @param {number} size
   * @param {number} place
   * @param {unknown} value
   */
  function object(writer, size, place, value) {
    if (typeof value !== "object" || value === null || kindOf(value) !== OBJECT) {
      writeValue(place, value);
      return value;
    }
    const to = reserve(size);
    writeEntry(place, OBJECT, 0, to);
    depth++;
    const copy = writer(value, to);
    depth--;
    return copy;
  }

  /**
   * @param {Writer | undefined} writer
   * @param {number} size
   * @param {number} place
   * @param {unknown} value
   */
  function list(writer, size, place, value) {
    if (typeof value !== "object" || value === null || kindOf(value) !== LIST) {
      writeValue(place, value);
      return value;
    }
    const { length } = /** @type {unknown[]} */ (value);
    // A proxy of an array may return any length.
    if (!Number.isInteger(length) || length < 0 || length > MAX_VALUES) {
      writeEntry(place, OPAQUE, 0, 0);
      return value;
    }
    const to = reserve(length);
    writeEntry(place, LIST, length, to);
    const copy = [];
    for (let index = 0; index < length; index++) {
      const item = /** @type {unknown[]} */ (value)[index];
      if (writer) copy.push(object(writer, size, to + index, item));
      else {
        writeValue(to + index, item);
        copy.push(item);
      }
    }
    return copy;
  }

  /**
   * @param {number} place
   * @param {unknown} value
   * @param {number} [levels] how many levels it is below the object that is being written
   */
  function openObject(place, value, levels = 1) {
    if (typeof value !== "object" || value === null || kindOf(value) !== OBJECT) {
      writeValue(place, value);
      return value;
    }
    const copy = snapshot(value, depth + levels);
    string(place, json(copy), JSON_TEXT);
    return copy;
  }

  /**
   * @param {number} place
   * @param {string[] | undefined} names
   */
  function writeNames(place, names) {
    if (names === undefined) return writeEntry(place, 0, 0, 0);
    // The input is then copied, and the copy has `Opaque` in place of this object.
    if (names.length > MAX_VALUES) throw new RangeError("too many members");
    const to = reserve(names.length);
    writeEntry(place, LIST, names.length, to);
    for (let index = 0; index < names.length; index++) string(to + index, names[index], TEXT, true);
  }

  /**
   * Returns whether a string need not be written: nothing is ever reported about it, if it has this length.
   *
   * @param {unknown} value
   * @param {number} max
   */
  function isText(value, max) {
    return !isWhole && typeof value === "string" && value.length <= max && value.length <= LONGEST_TEXT && needsNoCheck(value);
  }

  /** @param {unknown} value */
  function isEmail(value) {
    return !isWhole && typeof value === "string" && emailNeedsNoCheck(value);
  }

  /**
   * Writes a word that a field accepts.
   *
   * @param {number} place
   * @param {string} word
   * @param {number} index in the field's list
   */
  function writeWord(place, word, index) {
    if (isWhole) writeValue(place, word);
    else writeEntry(place, WORD, index, 0);
  }

  /**
   * Writes which fields of an object are given, and which of them need no check.
   *
   * @param {number} place
   * @param {number} present
   * @param {number} unchecked
   */
  function writeMarks(place, present, unchecked) {
    words[2 * place] = present;
    words[2 * place + 1] = unchecked;
  }

  /**
   * @param {number} place
   * @param {unknown} value
   */
  function writeDate(place, value) {
    hasDate = true;
    writeValue(place, value);
  }

  /**
   * Writes a value without its members.
   *
   * @param {number} place
   * @param {unknown} value
   */
  function writeValue(place, value) {
    if (value === undefined || value === null) writeEntry(place, 0, 0, 0);
    else if (typeof value === "string") string(place, value, TEXT);
    else if (typeof value === "boolean") writeEntry(place, BOOL, value ? 1 : 0, 0);
    else if (typeof value === "number" && Number.isFinite(value)) string(place, String(value), NUMBER);
    else writeEntry(place, typeof value === "object" ? kindOf(value) : OPAQUE, 0, 0);
  }

  /**
   * @param {number} place
   * @param {number} kind
   * @param {number} count
   * @param {number} start
   */
  function writeEntry(place, kind, count, start) {
    words[2 * place] = kind | (count << 4);
    words[2 * place + 1] = start;
  }

  /**
   * Reserves entries, and returns the number of the first one. Without room, what is written there is lost.
   *
   * @param {number} count
   */
  function reserve(count) {
    const place = next;
    next += count;
    return place;
  }

  /**
   * Writes a string as UTF-8. Most are short and printable ASCII, where no encoder is faster.
   *
   * @param {number} place
   * @param {string} value
   * @param {number} kind
   * @param {boolean} [isName] whether a lone surrogate may be replaced
   */
  function string(place, value, kind, isName) {
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

  const tools = { isEmail, isText, list, object, ownMembers, writeDate, writeMarks, writeNames, openObject, writeValue, writeWord };
  const rows = new Map(writers(tools));
  return { instance, words, strings, rowOf, fill, validate, size: () => ({ strings: at, words: 2 * next }) };
}
