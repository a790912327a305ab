// Writes values as JSON for src/value/json_reader.rs. A value may be untrusted: getters throw, proxies are revoked,
// trees are endless, and strings have lone surrogates. So each member is read once, and what JSON cannot represent is
// written as a value that no field accepts.

import type { Shape } from "../encoding/encoding.ts";
import { parsedToJson } from "../to-json.ts";

/** What is made of a value: of one without parts, and of a list or an object whose parts are made already. */
type Maker<T> = { one: (value: unknown) => T; list: (items: T[]) => T; object: (names: string[], members: T[]) => T };

/** What is made of the values of a walk, and how much of the limits is left for the next ones. */
type Walk<T> = { maker: Maker<T>; values: number; length: number; ofOthers?: Walk<T> };

// How deep lists and objects may be nested, as in src/value/untrusted.rs. The list of arguments is the first level.
const MAX_DEPTH = 64;
/** The maximum number of values in an argument, and of members in a list or an object. */
export const MAX_VALUES = 100_000;
/** The maximum number of characters in the names and strings of an argument. */
const MAX_LENGTH = 1 << 25;
// src/value/json_reader.rs reads this as a value that no field accepts. It is plain ASCII, because some minifiers turn an
// escape of a surrogate into the surrogate itself.
const NOTHING = "!";
const LONE_SURROGATE = /\p{Surrogate}/gu;
const WORD = /^\w*$/;

/** Stands for a value in any number of calls. */
class Frozen {
  // Asking for a private property calls no trap of a proxy, as reading one of an untrusted value could.
  #json: string;

  constructor(json: string) {
    this.#json = json;
  }

  /** Returns the JSON of a value that is frozen. */
  static jsonOf(value: object): string | undefined {
    return #json in value ? value.#json : undefined;
  }
}

/** Stands in a copy for a part that cannot be read (`given` is null then), that is too large, or that is not data. */
export class Opaque extends Frozen {
  declare given: unknown;

  constructor(given: unknown) {
    super(NOTHING);
    this.given = given;
  }
}

/**
 * Returns an object that stands for a value in any number of calls, unaffected by later changes to it.
 *
 * @param depth the level at which it stands in the arguments of a call
 */
export function freeze(value: unknown, depth = 1): object {
  return new Frozen(partJson(value, depth));
}

/**
 * Returns an object that stands for a value of which this is the JSON, without white space. It is not checked: the crate
 * or this package must have written it, with few levels.
 */
export function ofJson(text: string): object {
  return new Frozen(text);
}

/** Returns the JSON of data that `JSON.parse` has made: it needs no guard, unless it may have too many values. */
export function parsedJson(data: unknown) {
  try {
    const text = parsedToJson(data);
    // A value takes two characters at least. The crate needs up to a hundred bytes for each, which it never frees.
    if (text.length <= 2 * MAX_VALUES) return text;
  } catch {} // more levels than the platform can write
  return json(data);
}

/** Returns the JSON of one argument of a call. */
export function json(value: unknown) {
  return partJson(value, 1);
}

/**
 * Returns the JSON of a part of an argument.
 *
 * @param depth the level at which it stands in the arguments of a call
 */
export function partJson(value: unknown, depth: number) {
  return make(value, depth, limits(TEXT));
}

/**
 * Returns a copy of a value as it is now: lists, objects without a class, and everything else as it is or `Opaque`.
 *
 * @param depth the level of the value: 1 more than the number of lists and objects that contain it
 * @param shape the fields of the value. Its other members have a limit of their own: they may be endless.
 */
export function snapshot(value: unknown, depth = 1, shape: Shape | undefined = undefined) {
  return make(value, depth, { ...limits(COPY), ofOthers: limits(COPY) }, shape);
}

function limits<T>(maker: Maker<T>): Walk<T> {
  return { maker, values: MAX_VALUES, length: MAX_LENGTH };
}

const COPY: Maker<unknown> = {
  one: (value) => value,
  list: (items) => items,
  object(names, members) {
    let copy: Record<string, unknown> = {};
    for (const [at, name] of names.entries()) {
      // JSON.stringify would leave out what is undefined, which the rules read as null.
      const value = members[at] ?? null;
      // Assigning `__proto__` would set the prototype, and assigning the name of a method of a frozen `Object.prototype`
      // would throw.
      if (name in copy) copy = { ...copy, [name]: value };
      else copy[name] = value;
    }
    return copy;
  },
};

/** JSON.stringify would call whatever somebody has added to every object as `toJSON`. */
const TEXT: Maker<string> = {
  one(value) {
    if (typeof value === "string") return JSON.stringify(value);
    if (value === null || value === undefined) return "null";
    if (typeof value === "boolean" || Number.isFinite(value)) return String(value);
    return (typeof value === "object" && Frozen.jsonOf(value)) || NOTHING;
  },
  list: (items) => `[${items.join()}]`,
  object: (names, members) => `{${names.map((name, at) => member(name, members[at])).join()}}`,
};

/** Reads a value, and returns what is made of it. */
function make<T>(value: unknown, depth: number, walk: Walk<T>, shape?: Shape): T {
  const { maker } = walk;
  // A string that is left out takes no room from the names and strings after it.
  const length = typeof value === "string" ? value.length : 0;
  if (--walk.values < 0 || length > walk.length) return maker.one(new Opaque(value));
  walk.length -= length;
  if (typeof value !== "object" || value === null || Frozen.jsonOf(value) !== undefined) return maker.one(value);
  try {
    if (depth <= MAX_DEPTH && !ArrayBuffer.isView(value)) {
      const parts = Array.isArray(value) ? listOf(value, depth, walk, shape) : objectOf(value, depth, walk, shape);
      if (parts !== undefined) return parts;
    }
  } catch {} // a revoked proxy, or one that throws
  return maker.one(new Opaque(value));
}

/** @param shape of each item */
function listOf<T>(list: unknown[], depth: number, walk: Walk<T>, shape?: Shape) {
  const { length } = list;
  // A proxy of an array may return any length.
  if (!Number.isInteger(length) || length < 0 || length > MAX_VALUES) return undefined;
  const items = [];
  for (let at = 0; at < length; at++) items.push(make(read(list, at), depth + 1, walk, shape));
  return walk.maker.list(items);
}

function objectOf<T>(object: object, depth: number, walk: Walk<T>, shape?: Shape) {
  const names = Object.keys(object);
  if (names.length > MAX_VALUES) return undefined;
  const members = [];
  for (const name of names) {
    const position = shape?.positions.get(name);
    const its = shape && position === undefined ? (walk.ofOthers ?? walk) : walk;
    its.length -= name.length;
    // A name is written whatever follows it.
    if (its.length < 0) return undefined;
    members.push(make(read(object, name), depth + 1, its, shape?.partAt(position)));
  }
  return walk.maker.object(names, members);
}

function read(object: object, name: PropertyKey) {
  try {
    return (object as Record<PropertyKey, unknown>)[name];
  } catch {
    return new Opaque(null);
  }
}

function member(name: string, value: string) {
  // Most names are words, and need no escape.
  if (WORD.test(name)) return `"${name}":${value}`;
  const known = name.replace(LONE_SURROGATE, "\ufffd");
  // No field has a malformed name, so such a member is refused unless it is absent.
  const isAccepted = known === name || value === "null" || value === '""';
  return `${JSON.stringify(known)}:${isAccepted ? value : NOTHING}`;
}
