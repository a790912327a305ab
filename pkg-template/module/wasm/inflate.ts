// Inflates the module of module/entry/inline.ts. Deflated, it takes less than half: in node_modules, and of every
// download that has it as text.

import { builtin } from "../builtin.ts";
import { inflateSync } from "./fflate.ts";

/** @param size how many bytes there are when it is inflated */
export function inflate(deflated: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const zlib = builtin("node:zlib");
  // A copy, because a test runner's `Buffer` may be of another realm.
  if (zlib) return new Uint8Array(zlib.inflateRawSync(deflated));
  return inflateSync(deflated, { out: new Uint8Array(size) });
}
