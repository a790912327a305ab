// The one WebAssembly instance of this copy of the package: created by the first call, replaced after a trap.
//
// Calls into it are synchronous and leave no state behind, so a new instance can take over between any two of them without
// a pending operation noticing.

import { HOST } from "./calls.js";
import { KycLinkError, misuse } from "./error.js";
import { parseUrl } from "./host.js";
import { pack } from "./pack.js";

/**
 * What src/js/exports.rs exports.
 *
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {(length: number) => number} alloc_input returns the address of a buffer for packed arguments
 * @property {(call: number, length: number) => number} call returns the length of the output, negative for an error
 * @property {() => number} output_ptr returns the address of the output
 * @property {(length: number) => number} alloc_host_input returns the address of a buffer for what the host returns
 * @property {() => number} record_ptr returns the address of the buffer for records
 * @property {(operation: number, length: number, policy: number, now: number) => number} validate_record
 */

// An instance never shrinks: beyond this size, which takes thousands of ordinary calls or one very large one, it is replaced.
const MAX_MEMORY = 1 << 23;
// The same as CAPACITY in src/js/record.rs.
export const RECORD_SIZE = 1 << 14;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** @type {(() => WebAssembly.Module) | undefined} */
let load;
/** @type {WebAssembly.Module} set by the first call, like the next */
let compiled;
/** @type {Exports} */
let wasm;
let bytes = new Uint8Array();
/** @type {number | undefined} */
let records;
/** @type {Map<number, string>} */
const texts = new Map();

/**
 * Sets where the module comes from; an entry point does so when it is imported. The first source stays.
 *
 * @param {() => WebAssembly.Module} source
 */
export function setSource(source) {
  load ??= source;
}

/** Returns whether a source is set, without compiling or calling anything. */
export function hasSource() {
  return load !== undefined;
}

/**
 * Calls a function of src/js with these arguments, and throws the error that it writes. `T` is the type of its result.
 *
 * @template [T=unknown]
 * @param {number} number
 * @param {...unknown} values
 * @returns {T}
 */
export function call(number, ...values) {
  return /** @type {T} */ (callPacked(number, pack(values)));
}

/**
 * Does the same with arguments that are already packed. The output is JSON, unless `parse` reads it; no output is `undefined`.
 *
 * @template [T=unknown]
 * @param {number} number
 * @param {Uint8Array} packed
 * @param {(output: string) => T} [parse]
 * @returns {T | undefined}
 */
export function callPacked(number, packed, parse = JSON.parse) {
  start();
  let length;
  let output = "";
  try {
    const at = wasm.alloc_input(packed.length);
    heap().set(packed, at);
    length = wasm.call(number, packed.length);
    if (length !== 0) output = read(wasm.output_ptr(), Math.abs(length));
    if (heap().length > MAX_MEMORY) instantiate();
  } catch (cause) {
    instantiate();
    throw new KycLinkError("internal", {}, { cause });
  }
  if (length < 0) throw KycLinkError.from(JSON.parse(output));
  return length === 0 ? undefined : parse(output);
}

/**
 * Returns the address of the buffer for records: a half of `RECORD_SIZE` bytes for the record, and one for what is found. The
 * module of `kyclink/form`, which may be given to the slim entry, has none.
 */
export function recordBuffer() {
  start();
  if (!wasm.record_ptr) return undefined;
  if (heap().length > MAX_MEMORY) instantiate();
  records ??= wasm.record_ptr();
  return records;
}

/**
 * Validates the record in the buffer (src/js/record.rs).
 *
 * @param {number} operation
 * @param {number} length
 * @param {number} policy
 * @param {number} now
 */
export function checkRecord(operation, length, policy, now) {
  try {
    return wasm.validate_record(operation, length, policy, now);
  } catch (cause) {
    instantiate();
    throw new KycLinkError("internal", {}, { cause });
  }
}

/**
 * Returns a text that the module contains. Its address means the same in every instance, so each is read once.
 *
 * @param {number} at
 * @param {number} length
 */
export function textOfModule(at, length) {
  const key = at * 2 ** 16 + length;
  const known = texts.get(key) ?? read(at, length);
  texts.set(key, known);
  return known;
}

/**
 * @param {number} at
 * @param {number} length
 */
export function read(at, length) {
  return decoder.decode(heap().subarray(at, at + length));
}

/**
 * Writes what the host returns, and returns its length.
 *
 * @param {string} text
 */
function write(text) {
  const written = encoder.encode(text);
  const at = wasm.alloc_host_input(written.length);
  heap().set(written, at);
  return written.length;
}

/** Returns the instance's memory. When the memory grows, the old view becomes empty. */
export function heap() {
  if (bytes.length === 0) bytes = new Uint8Array(wasm.memory.buffer);
  return bytes;
}

/** Creates the instance, unless there is one. */
function start() {
  if (wasm) return;
  if (!load) throw new KycLinkError("not_initialized");
  try {
    compiled = load();
  } catch (cause) {
    throw blocked(cause);
  }
  try {
    instantiate();
  } catch (cause) {
    throw misuse("The wasm module is from another version of kyclink.", { cause });
  }
}

/** Only numbers cross the boundary, so the module needs no glue code. */
function instantiate() {
  /** @type {(at: number, length: number) => number} */
  const host = (at, length) => write(parseUrl(read(at, length)));
  const instance = new WebAssembly.Instance(compiled, { [HOST]: { parseUrl: host } });
  const exports = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
  if (!exports.alloc_input) throw new TypeError("no alloc_input");
  wasm = exports;
  bytes = new Uint8Array();
  records = undefined;
}

/**
 * Returns the error for a module that cannot be compiled, with the most likely reason.
 *
 * @param {unknown} cause
 */
export function blocked(cause) {
  return misuse("WebAssembly is not available. In a page, the Content-Security-Policy needs script-src 'wasm-unsafe-eval'.", { cause });
}
