// Headers as a list of pairs, however they were given: Headers, pairs, a Map, a plain object.

import { misuse } from "./error.js";

/** Pairs of name and value, both text; what is undefined is left out. */
export function pairs(headers) {
  if (headers === undefined || headers === null) return [];
  try {
    // Of a text the platform would quote it in its complaint.
    if (typeof headers !== "object") throw new TypeError(typeof headers);
    const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
    if (!entries.every((entry) => Array.isArray(entry) && entry.length === 2)) throw new TypeError("no pair");
    return entries.filter(([, value]) => value !== undefined && value !== null).map(([name, value]) => [String(name), String(value)]);
  } catch (cause) {
    throw misuse("headers are a Headers object, a list of pairs or a plain object.", { cause });
  }
}
