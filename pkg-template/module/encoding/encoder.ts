// Writes an input of any shape into the memory of a wasm instance.
//
// What needs the buffers is in one function, because the engine knows the constants of a closure.

import { json, MAX_VALUES, snapshot } from "../wasm/json.ts";
import type { Instance } from "../wasm/memory.ts";
import { createEntries } from "./entries.ts";
import { emailNeedsNoCheck, isInherited, needsNoCheck } from "./no-check.js";
import type { Row } from "./rows.ts";
import { createRows } from "./rows.ts";
import type { Detail, Shape } from "./shape.ts";
import { BEFORE_FIELDS, FIELD } from "./shape.ts";
import { addUnknown, isGiven, JSON_TEXT, kindOf, LIST, OBJECT, OPAQUE, WORD } from "./values.ts";

export type Members = Record<string, unknown>;

// Longer strings are always written, because they count towards the limits of an encoded input.
const LONGEST_TEXT = 1 << 12;

const PLAIN = Object.prototype;
/** An object in which nothing can be enumerated unless somebody has added a member to every object. */
const EMPTY = {};
export const INCOMPLETE = Symbol("incomplete");

/**
 * Returns the functions for the buffers of one instance. Each instance has its own, because the engine can then treat
 * the buffers as constants.
 */
export function createEncoder(instance: Instance, words: Int32Array, strings: Uint8Array) {
  const { exports } = instance;
  const all = createEntries(words, strings);
  const { hasRoom, bytes, entries, isAllPrintable } = all;
  const { begin, hasDate, object } = createWriter(all);
  // How many encoded inputs were begun: a getter may begin another one.
  let turn = 0;
  const rowOf = createRows(instance);
  /** that of the encoded input: its number belongs to this instance */
  let filled: Row;

  /**
   * Writes an encoded input, and returns the value that is sent; `INCOMPLETE` if the encoded input is not complete.
   *
   * @param whole whether every string has to be in it
   */
  function fill(operation: string, input: unknown, whole: boolean) {
    filled = rowOf(operation) as Row;
    begin(whole);
    const mine = ++turn;
    const sent = object(filled.shape, 0, input);
    return turn === mine && hasRoom() ? sent : INCOMPLETE;
  }

  /**
   * Validates the encoded input. Returns 0 if nothing was found, 1 if something was, and 2 if the encoded input is not
   * in normal form.
   *
   * @param personFields their bits
   * @param normalize the number of `phoneCountry`, if the encoded input must be in normal form
   */
  function validate(policy: number, now?: number, personFields = 0, normalize = 0) {
    // Reading the clock takes as long as three fields.
    const time = now ?? (hasDate() ? Date.now() : 0);
    instance.isInside = true;
    const found = exports.validate(filled.number, bytes(), isAllPrintable(), policy, personFields, time, normalize);
    instance.isInside = false;
    if (found < 0) throw new TypeError("no such operation");
    return found;
  }

  return { instance, words, strings, rowOf, fill, validate, size: () => ({ strings: bytes(), words: 2 * entries() }) };
}

/** Returns the functions that write the fields of an encoded input. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: objects, lists and fields call each other, and the engine knows the constants of one closure
function createWriter({ clear, reserve, string, writeEntry, writeMarks, writeNames, writeValue }: ReturnType<typeof createEntries>) {
  // How many objects contain the next value.
  let depth = 0;
  // Whether every object inherits a member that can be enumerated, or one with the name of a field.
  let isPolluted = false;
  let isPlain = true;
  // Whether every string has to be in the encoded input, even one that needs no check.
  let isWhole = false;
  // Whether the encoded input has a date, which is compared with the time.
  let hasDate = false;

  function begin(whole: boolean) {
    clear();
    depth = 0;
    isWhole = whole;
    hasDate = false;
    isPlain = !isInherited();
    isPolluted = false;
    for (const _ in EMPTY) isPolluted = true;
  }

  /** Returns an object whose enumerable members are its own: most are. */
  function ownMembers(given: object): Members {
    const prototype = Object.getPrototypeOf(given);
    if ((prototype === PLAIN && !isPolluted) || prototype === null) return given as Members;
    return Object.assign(Object.create(null), given);
  }

  function object(shape: Shape, place: number, value: unknown) {
    if (typeof value !== "object" || value === null || kindOf(value) !== OBJECT) {
      writeValue(place, value);
      return value;
    }
    const to = reserve(shape.size);
    writeEntry(place, OBJECT, 0, to);
    depth++;
    const copy = members(shape, value, to);
    depth--;
    return copy;
  }

  /** Writes the members of an object, and returns those that are sent, in the order of the shape. */
  function members(shape: Shape, given: object, place: number) {
    const { names, positions, kinds, details, isNoted, isOpen } = shape;
    /** by position */
    const values: unknown[] = new Array(names.length);
    let noted: string[] | undefined;
    let others: Members | undefined;
    let likely = 0;
    const own = ownMembers(given);
    for (const name in own) {
      const value = own[name];
      if (!isOpen && !isGiven(value)) continue;
      // Many inputs have their fields in the order of the shape.
      const position = names[likely] === name ? likely : positions.get(name);
      if (position !== undefined) {
        values[position] = value;
        likely = position + 1;
      } else if (isOpen) others = addUnknown(others, name, value);
      if (position === undefined ? !isOpen : isNoted[position]) {
        noted ??= [];
        noted.push(name);
      }
    }
    if (isOpen) others = openObject(place, others, 0) as Members;
    else writeNames(place, noted);
    // An object that inherits nothing, if assigning a member could call a setter.
    const sent: Members = isPlain ? {} : Object.create(null);
    let [present, unchecked] = [0, 0];
    for (let position = 0; position < values.length; position++) {
      const value = values[position];
      if (value === undefined) continue;
      const [kind, detail] = [kinds[position], details[position]];
      const bit = 1 << position;
      present |= bit;
      if (kind === FIELD.TEXT ? isText(value, detail) : kind === FIELD.EMAIL && isEmail(value)) {
        unchecked |= bit;
        sent[names[position]] = value;
      } else {
        const part = field(kind, detail, place + BEFORE_FIELDS + position, value);
        // An open object may have blank members, which are not sent.
        if (!isOpen || isGiven(part)) sent[names[position]] = part;
      }
    }
    writeMarks(place + 1, present, unchecked);
    return isOpen || !isPlain ? { ...sent, ...others } : sent;
  }

  /** Writes the value of a field, and returns the value that is sent. */
  function field(kind: number, detail: Detail, place: number, value: unknown) {
    if (kind === FIELD.OBJECT) return object(detail, place, value);
    if (kind === FIELD.OPEN) return openObject(place, value);
    if (kind === FIELD.LIST) return list(detail, place, value);
    const word = kind === FIELD.WORD && !isWhole ? detail.indexOf(value) : -1;
    if (word >= 0) writeEntry(place, WORD, word, 0);
    else writeValue(place, value);
    if (kind === FIELD.DATE) hasDate = true;
    return value;
  }

  /** Returns whether a string need not be written: nothing is ever reported about it, if it has this length. */
  function isText(value: unknown, max: number) {
    return !isWhole && typeof value === "string" && value.length <= max && value.length <= LONGEST_TEXT && needsNoCheck(value);
  }

  function isEmail(value: unknown) {
    return !isWhole && typeof value === "string" && emailNeedsNoCheck(value);
  }

  /** @param shape of the items */
  function list(shape: Shape | undefined, place: number, value: unknown) {
    if (typeof value !== "object" || value === null || kindOf(value) !== LIST) {
      writeValue(place, value);
      return value;
    }
    const items = value as unknown[];
    const { length } = items;
    // A proxy of an array may return any length.
    if (!Number.isInteger(length) || length < 0 || length > MAX_VALUES) {
      writeEntry(place, OPAQUE, 0, 0);
      return value;
    }
    const to = reserve(length);
    writeEntry(place, LIST, length, to);
    const copy = [];
    for (let index = 0; index < length; index++) {
      const item = items[index];
      if (shape) copy.push(object(shape, to + index, item));
      else {
        writeValue(to + index, item);
        copy.push(item);
      }
    }
    return copy;
  }

  /** @param levels how many levels it is below the object that is being written */
  function openObject(place: number, value: unknown, levels = 1) {
    if (typeof value !== "object" || value === null || kindOf(value) !== OBJECT) {
      writeValue(place, value);
      return value;
    }
    const copy = snapshot(value, depth + levels);
    string(place, json(copy), JSON_TEXT);
    return copy;
  }

  return { begin, hasDate: () => hasDate, object };
}
