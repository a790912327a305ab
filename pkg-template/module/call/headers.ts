// Headers as a list of pairs, from a Headers object, pairs, a Map or a plain object.

import { misuse } from "../error.ts";

/** HTTP headers: a `Headers` object, pairs, or a plain object. Names are case-insensitive. */
export type HeadersInput = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

export type Header = [name: string, value: string];

/** Returns the headers as pairs of strings, without those whose value is `undefined` or `null`. */
export function pairs(headers: unknown): Header[] {
  if (headers === undefined || headers === null) return [];
  try {
    // The platform's own error for a string would quote it.
    if (typeof headers !== "object") throw new TypeError(typeof headers);
    const entries = Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : Object.entries(headers);
    if (!entries.every(isPair)) throw new TypeError("not a pair");
    return entries.filter(([, value]) => value !== undefined && value !== null).map(([name, value]) => [String(name), String(value)]);
  } catch (cause) {
    throw misuse("headers must be a Headers object, a list of pairs or a plain object.", { cause });
  }
}

function isPair(entry: unknown): entry is [unknown, unknown] {
  return Array.isArray(entry) && entry.length === 2;
}
