// Writes an input into the memory of the wasm instance as src/value/input.rs reads it: the values by position, without names.
//
// Only ordinary inputs become records. Everything unusual (a list of another type, a getter that throws, a lone surrogate, a very
// large input) is left to pack.js, which has a representation for it.

import { OPERATIONS, SHAPES } from "./tables.js";
import { heap, RECORD_SIZE } from "./wasm.js";

/**
 * A shape as `tables.js` has it: per field its name, or its name and what it contains.
 *
 * @typedef {readonly (string | readonly [name: string, fields?: TableShape | 0, isList?: 1])[]} TableShape
 */

/**
 * What a field contains besides a string, a number or a boolean. Without a shape, no record can have it.
 *
 * @typedef {{ shape?: Shape, isList: boolean }} Part
 */

/**
 * The fields of an object.
 *
 * @typedef {{ names: string[], positions: Map<string, number>, parts: (Part | undefined)[], nested: string[] }} Shape
 */

/** @typedef {Record<string, unknown>} Members */

const NULL = 0xffff;
const BOOL = 0xfffe;
const NUMBER = 0xfffd;
const OBJECT = 0xfffc;
const LIST = 0xfffb;
const MAX_ITEMS = 256;
// More than the tags of the largest object and the largest list.
const MARGIN = 1024;

const encoder = new TextEncoder();
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * An operation: its index in `OPERATIONS`, and its shape.
 *
 * @typedef {{ number: number, shape: Shape }} Known
 */

/**
 * Each operation, built when it is first needed.
 *
 * @type {Map<string, Known>}
 */
const shapes = new Map();

/**
 * Returns the number and the shape of an operation, or `undefined` if there is none with this name.
 *
 * @param {string} operation
 */
export function shapeOf(operation) {
  const known = shapes.get(operation);
  if (known) return known;
  const number = /** @type {readonly string[]} */ (OPERATIONS).indexOf(operation);
  if (number < 0) return undefined;
  const entry = { number, shape: toShape(SHAPES[number]) };
  shapes.set(operation, entry);
  return entry;
}

/**
 * @param {TableShape} fields
 * @returns {Shape}
 */
function toShape(fields) {
  const names = fields.map((field) => (typeof field === "string" ? field : field[0]));
  const parts = fields.map((field) => (typeof field === "string" ? undefined : toPart(field)));
  const positions = new Map(names.map((name, at) => [name, at]));
  return { names, positions, parts, nested: names.filter((_, at) => parts[at]) };
}

/**
 * @param {Exclude<TableShape[number], string>} field
 * @returns {Part}
 */
function toPart([, fields, isList]) {
  return { shape: fields ? toShape(fields) : undefined, isList: isList === 1 };
}

/**
 * Returns a copy of the input as it is now, with the objects and lists of its shape; `undefined` if it is not an ordinary object,
 * or if a getter throws.
 *
 * @param {Shape} shape
 * @param {unknown} input
 */
export function snapshot(shape, input) {
  try {
    return object(shape, input);
  } catch {
    return undefined;
  }
}

/**
 * @param {Shape} shape
 * @param {unknown} given
 * @returns {Members | undefined}
 */
function object(shape, given) {
  if (typeof given !== "object" || given === null || Array.isArray(given) || ArrayBuffer.isView(given)) return undefined;
  /** @type {Members} */
  const copy = { ...given };
  for (const name of shape.nested) {
    const value = copy[name];
    if (typeof value !== "object" || value === null || !Object.hasOwn(copy, name)) continue;
    const part = /** @type {Part} */ (shape.parts[/** @type {number} */ (shape.positions.get(name))]);
    const inner = part.isList ? items(part, value) : part.shape && object(part.shape, value);
    if (!inner) return undefined;
    copy[name] = inner;
  }
  return copy;
}

/**
 * @param {Part} part
 * @param {object} value
 */
function items({ shape }, value) {
  if (!Array.isArray(value)) return undefined;
  const { length } = value;
  // A proxy of an array may return any length.
  if (!Number.isInteger(length) || length < 0 || length > MAX_ITEMS) return undefined;
  const copy = [];
  for (let at = 0; at < length; at++) {
    const item = /** @type {unknown} */ (value[at]);
    const inner = shape && typeof item === "object" && item !== null ? object(shape, item) : item;
    if (inner === undefined && item !== undefined) return undefined;
    copy.push(inner);
  }
  return copy;
}

// Where the current record is written. No getter runs meanwhile, so nothing else can write one.
/** @type {Uint8Array} */
let bytes;
/** @type {number} */
let at;
/** @type {number} */
let end;

/** An object in which nothing can be enumerated unless somebody has added a member to every object. */
const EMPTY = {};

/**
 * Writes a snapshot. Returns the value that the record represents, and the length of the record; `undefined` if the snapshot cannot
 * be a record. The value is the snapshot itself if its members are in the shape's order.
 *
 * @param {Shape} shape
 * @param {Members} members
 * @param {number} start
 */
export function writeRecord(shape, members, start) {
  for (const _ in EMPTY) return undefined;
  bytes = heap();
  at = start;
  end = start + RECORD_SIZE - MARGIN;
  const value = writeObject(shape, members);
  return value && { value, length: at - start };
}

/**
 * Writes the members by position, in whichever order they are. Returns the given ones in the shape's order; `undefined` if one
 * cannot be in a record.
 *
 * @param {Shape} shape
 * @param {Members} members
 * @returns {Members | undefined}
 */
function writeObject(shape, members) {
  if (at > end) return undefined;
  const { names, positions } = shape;
  const values = new Array(names.length);
  let count = 0;
  /** @type {string[] | undefined} */
  let others;
  let next = 0;
  let isSorted = true;
  for (const name in members) {
    const position = names[next] === name ? next : positions.get(name);
    const value = members[name];
    if (isEmpty(value)) isSorted = false;
    else if (position !== undefined) {
      values[position] = value;
      if (position < next) isSorted = false;
      next = position + 1;
      if (next > count) count = next;
    } else {
      isSorted = false;
      others ??= [];
      others.push(name);
    }
  }
  number(others ? others.length : 0);
  if (others && !others.every(text)) return undefined;
  return writeFields(shape, values.slice(0, count), isSorted ? members : undefined);
}

/** @param {unknown} value */
function isEmpty(value) {
  return value === undefined || value === null || value === "";
}

/**
 * Writes values in the shape's order. Returns an object of what was written: `sorted` itself if it has exactly these values.
 *
 * @param {Shape} shape
 * @param {unknown[]} values
 * @param {Members | undefined} sorted
 */
function writeFields({ names, parts }, values, sorted) {
  let isSame = sorted !== undefined;
  for (let position = 0; position < values.length; position++) {
    const value = values[position];
    if (value === undefined) number(NULL);
    else if (typeof value === "string") {
      if (!text(value)) return undefined;
    } else {
      const written = write(parts[position], value);
      if (written === undefined) return undefined;
      if (written !== value) isSame = false;
      values[position] = written;
    }
  }
  return isSame ? sorted : named(names, values);
}

/**
 * @param {string[]} names
 * @param {unknown[]} values
 */
function named(names, values) {
  /** @type {Members} */
  const members = {};
  for (let position = 0; position < values.length; position++) {
    if (values[position] !== undefined) members[names[position]] = values[position];
  }
  return members;
}

/**
 * Writes a value that is not a string. Returns what the record represents, `undefined` if it cannot be in a record.
 *
 * @param {Part | undefined} part
 * @param {unknown} value
 * @returns {unknown}
 */
function write(part, value) {
  if (typeof value === "boolean") {
    number(BOOL);
    return value;
  }
  if (typeof value === "number") {
    number(NUMBER);
    return Number.isFinite(value) && text(String(value)) ? value : undefined;
  }
  if (typeof value !== "object" || value === null || !part) return undefined;
  number(part.isList ? LIST : OBJECT);
  const size = at;
  number(0);
  const written = part.isList
    ? writeItems(part, /** @type {unknown[]} */ (value))
    : part.shape && writeObject(part.shape, /** @type {Members} */ (value));
  const length = at - size - 2;
  bytes[size] = length;
  bytes[size + 1] = length >> 8;
  return written;
}

/**
 * Writes the items of a list. Returns a list of what was written.
 *
 * @param {Part} part
 * @param {unknown[]} items
 * @returns {unknown[] | undefined}
 */
function writeItems({ shape }, items) {
  if (at > end) return undefined;
  number(items.length);
  const part = shape && { shape, isList: false };
  const written = [];
  for (const item of items) {
    let value = item;
    if (item === null || item === "") number(NULL);
    else if (typeof item !== "string") value = write(part, item);
    else if (!text(item)) return undefined;
    if (value === undefined) return undefined;
    written.push(value);
  }
  return written;
}

/**
 * Writes a string as UTF-8; `false` if it is too long or not well-formed. Most strings are short: no encoder is faster.
 *
 * @param {string} value
 */
function text(value) {
  const { length } = value;
  const to = bytes;
  const start = at + 2;
  if (start + 3 * length > end) return false;
  let place = start;
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) to[place++] = unit;
    else if (unit < 0x800) {
      to[place++] = 0xc0 | (unit >> 6);
      to[place++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      to[place++] = 0xe0 | (unit >> 12);
      to[place++] = 0x80 | ((unit >> 6) & 0x3f);
      to[place++] = 0x80 | (unit & 0x3f);
    } else {
      if (LONE_SURROGATE.test(value)) return false;
      place = start + encoder.encodeInto(value, to.subarray(start)).written;
      break;
    }
  }
  number(place - start);
  at = place;
  return true;
}

/**
 * Writes a number of 16 bits. Objects and lists begin before the end and texts end before it, so the numbers between them fit into
 * the margin.
 *
 * @param {number} value
 */
function number(value) {
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  at += 2;
}
