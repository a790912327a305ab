// Headers as a list of pairs, from a Headers object, pairs, a Map or a plain object.

import { misuse } from "../error.js";

/** @typedef {[name: string, value: string]} Header */

/**
 * Returns the headers as pairs of strings, without those whose value is `undefined` or `null`.
 *
 * @param {unknown} headers
 * @returns {Header[]}
 */
export function pairs(headers) {
  if (headers === undefined || headers === null) return [];
  try {
    // The platform's own error for a string would quote it.
    if (typeof headers !== "object") throw new TypeError(typeof headers);
    const entries = Symbol.iterator in headers ? [.../** @type {Iterable<unknown>} */ (headers)] : Object.entries(headers);
    if (!entries.every(isPair)) throw new TypeError("not a pair");
    return entries.filter(([, value]) => value !== undefined && value !== null).map(([name, value]) => [String(name), String(value)]);
  } catch (cause) {
    throw misuse("headers must be a Headers object, a list of pairs or a plain object.", { cause });
  }
}

/**
 * @param {unknown} entry
 * @returns {entry is [unknown, unknown]}
 */
function isPair(entry) {
  return Array.isArray(entry) && entry.length === 2;
}
