// What the functions of a provider return, as data: the members that an answer may have, each read once, and of lists and
// strings no more than one may have. Nothing is decided here: src/provider/own/members.rs reads the members, and says
// what is wrong with them.

import { copyOptions } from "../../module/copy-options.ts";
import { isObject } from "../../module/json.ts";
import { ANSWER_MEMBERS } from "../../module/tables.js";

export type Members = Record<string, unknown>;

/** More than what src/provider/own/members.rs accepts of any list, any string and any tree. */
const MAX_ITEMS = 200;
const MAX_LENGTH = 8192;
const MAX_DEPTH = 2;

/**
 * Stands for what cannot be read, which never counts as absent: half of a surrogate pair, which the crate accepts nowhere.
 * It is made here, because some minifiers would print an escape as the surrogate itself.
 */
export const UNREADABLE = String.fromCharCode(0xd800);

/**
 * Returns a copy of an answer. Inherited members are not the provider's.
 *
 * @returns without those that are null; none of anything but an object
 */
export function membersOf(given: unknown): Members {
  return isObject(given) ? copyOf(given, 0) : {};
}

/** Returns a copy of a list. */
export function itemsOf(given: unknown[], copy: (item: unknown) => unknown) {
  const { length } = given;
  if (length > MAX_ITEMS) return UNREADABLE;
  // Not `map`, which calls a constructor that the list may bring along.
  return Array.from({ length }, (_, at) => copy(Object.hasOwn(given, at) ? given[at] : undefined));
}

/** @param depth the number of lists and objects that contain it */
function copyOf(given: Members, depth: number) {
  const copy: Members = copyOptions({});
  for (const name of ANSWER_MEMBERS) {
    const value = Object.hasOwn(given, name) ? (given[name] ?? undefined) : undefined;
    if (value !== undefined) copy[name] = dataOf(value, depth + 1);
  }
  return copy;
}

/** Returns a value as JSON can have it: a Date as its milliseconds, a URL as its text. */
function dataOf(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.length <= MAX_LENGTH ? value : UNREADABLE;
  if (typeof value === "boolean" || (value ?? undefined) === undefined) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : UNREADABLE;
  if (value instanceof Date) return dataOf(value.getTime(), depth);
  if (value instanceof URL) return dataOf(value.href, depth);
  if (typeof value !== "object" || depth > MAX_DEPTH) return UNREADABLE;
  return Array.isArray(value) ? itemsOf(value, (item) => dataOf(item, depth + 1)) : copyOf(value as Members, depth);
}

/** Whether a text may be a customer's id, as src/provider/own/members.rs says it. */
export function isId(text: string) {
  return /^[\w.:@|~+=,-]{1,200}$/.test(text) && /[A-Za-z0-9]/.test(text);
}
