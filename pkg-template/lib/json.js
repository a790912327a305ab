// Writes values as JSON for src/value/json_reader.rs. A value may be untrusted: getters throw, proxies are revoked,
// trees are endless, and strings have lone surrogates. So it is copied first, each member is read once, and what JSON
// cannot represent is written as a value that no field accepts.

/** @typedef {import("./found.js").TableShape} TableShape */
/** @typedef {{ values: number, length: number, ofOthers?: Limits }} Limits */

// How deep lists and objects may be nested, as in src/value/untrusted.rs. The list of arguments is the first level.
const MAX_DEPTH = 64;
/** The maximum number of values in an argument, and of members in a list or an object. */
export const MAX_VALUES = 100_000;
const MAX_LENGTH = 1 << 25;
// src/value/json_reader.rs reads this as a value that no field accepts. It is plain ASCII, because some minifiers turn an
// escape of a surrogate into the surrogate itself.
const NOTHING = "!";
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Stands in a copy for a part that cannot be read (`given` is null then), that is too large, or that is not data. */
export class Opaque {
  /** @param {unknown} given */
  constructor(given) {
    this.given = given;
    // So that a copy of a copy contains this object.
    frozen.set(this, NOTHING);
  }
}

/**
 * The JSON of each frozen value. A WeakMap, because reading a property of an untrusted value could call a proxy's
 * traps.
 *
 * @type {WeakMap<object, string>}
 */
const frozen = new WeakMap();

/**
 * Returns an object that stands for a value in any number of calls, unaffected by later changes to it.
 *
 * @param {unknown} value
 * @param {number} [depth] the level at which it stands in the arguments of a call
 * @returns {object}
 */
export function freeze(value, depth) {
  const token = {};
  frozen.set(token, write(snapshot(value, depth)));
  return token;
}

/**
 * Returns the JSON of one argument of a call.
 *
 * @param {unknown} value
 */
export function json(value) {
  return write(snapshot(value));
}

/**
 * Returns a copy of a value as it is now: lists, objects without a class, and everything else as it is or `Opaque`.
 *
 * @param {unknown} value
 * @param {number} [depth] the level of the value: 1 more than the number of lists and objects that contain it
 * @param {TableShape} [shape] the fields of the value. Its other members have a limit of their own: they may be endless.
 */
export function snapshot(value, depth = 1, shape = undefined) {
  const limits = () => ({ values: MAX_VALUES, length: MAX_LENGTH });
  return copyOf(value, depth, { ...limits(), ofOthers: limits() }, shape);
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @param {Limits} left how much of the limits is left for this value and those after it
 * @param {TableShape} [shape]
 * @returns {unknown}
 */
function copyOf(value, depth, left, shape) {
  if (--left.values < 0) return new Opaque(value);
  if (typeof value === "string") {
    left.length -= value.length;
    return left.length < 0 ? new Opaque(value) : value;
  }
  if (typeof value !== "object" || value === null || frozen.has(value)) return value;
  try {
    if (depth > MAX_DEPTH || ArrayBuffer.isView(value)) return new Opaque(value);
    if (Array.isArray(value)) return copyOfList(value, depth, left, shape);
    return copyOfObject(value, depth, left, shape);
  } catch {
    return new Opaque(value); // a revoked proxy, or one that throws
  }
}

/**
 * @param {unknown[]} list
 * @param {number} depth
 * @param {Limits} left
 * @param {TableShape} [shape] of each item
 */
function copyOfList(list, depth, left, shape) {
  const { length } = list;
  // A proxy of an array may return any length.
  if (!Number.isInteger(length) || length < 0 || length > MAX_VALUES) return new Opaque(list);
  const copy = [];
  for (let at = 0; at < length; at++) copy.push(copyOf(read(list, at), depth + 1, left, shape));
  return copy;
}

/**
 * @param {object} object
 * @param {number} depth
 * @param {Limits} left
 * @param {TableShape} [shape]
 */
function copyOfObject(object, depth, left, shape) {
  const names = Object.keys(object);
  if (names.length > MAX_VALUES) return new Opaque(object);
  /** @type {Map<string, TableShape | undefined> | undefined} */
  const fields = shape && new Map(shape.map((field) => (typeof field === "string" ? [field, undefined] : field)));
  /** @type {Record<string, unknown>} */
  let copy = {};
  for (const name of names) {
    const its = fields && !fields.has(name) ? (left.ofOthers ?? left) : left;
    its.length -= name.length;
    // JSON.stringify would leave out what is undefined, which the rules read as null.
    const value = copyOf(read(object, name), depth + 1, its, fields?.get(name)) ?? null;
    // Assigning `__proto__` would set the prototype, and assigning the name of a method of a frozen `Object.prototype`
    // would throw.
    if (name in copy) copy = { ...copy, [name]: value };
    else copy[name] = value;
  }
  return copy;
}

/**
 * @param {object} object
 * @param {PropertyKey} name
 */
function read(object, name) {
  try {
    return /** @type {Record<PropertyKey, unknown>} */ (object)[name];
  } catch {
    return new Opaque(null);
  }
}

/**
 * Writes a copy as JSON. JSON.stringify would call whatever somebody has added to every object as `toJSON`.
 *
 * @param {unknown} value
 * @returns {string}
 */
function write(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean" || Number.isFinite(value)) return String(value);
  if (typeof value !== "object") return NOTHING;
  const known = frozen.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return `[${value.map(write).join()}]`;
  return `{${Object.entries(value).map(member).join()}}`;
}

/** @param {[name: string, value: unknown]} member */
function member([name, value]) {
  const known = name.replace(LONE_SURROGATE, "\ufffd");
  // No field has a malformed name, so such a member is refused unless it is absent.
  const isAccepted = known === name || value === undefined || value === null || value === "";
  return `${JSON.stringify(known)}:${isAccepted ? write(value) : NOTHING}`;
}
