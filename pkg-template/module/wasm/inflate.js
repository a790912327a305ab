// Inflates the module of module/entry/inline.js. Deflated, it takes less than half: in node_modules, and of every
// download that has it as text.

import { builtin } from "../builtin.js";
import { inflateSync } from "./fflate.js";

/**
 * @param {Uint8Array<ArrayBuffer>} deflated
 * @param {number} size how many bytes there are when it is inflated
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function inflate(deflated, size) {
  const zlib = builtin("node:zlib");
  // A copy, because a test runner's `Buffer` may be of another realm.
  if (zlib) return new Uint8Array(zlib.inflateRawSync(deflated));
  return inflateSync(deflated, { out: new Uint8Array(size) });
}
