// The one WebAssembly instance of this copy of the package: created by the first call, replaced after a trap.
//
// Calls into it are synchronous and leave no state behind, so a new instance can take over between any two of them
// without a pending operation noticing.

import { KycLinkError, misuse } from "../error.js";
import { HOST } from "./calls.js";
import { parseUrl } from "./host.js";
import { json } from "./json.js";

/**
 * What src/js exports.
 *
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {(bytes: number) => number} arguments_ptr returns the address of a buffer for the arguments of a call
 * @property {(words: number) => number} words_ptr returns the address of a buffer for the entries of a record
 * @property {(bytes: number) => number} strings_ptr returns the address of a buffer for the strings of a record
 * @property {(call: number, bytes: number, strings: number) => number} call returns the length of the output, negative
 *   for an error
 * @property {() => number} output_ptr returns the address of the output
 * @property {(operation: number, strings: number, isPrintable: boolean, policy: number, now: number) => number} validate
 * @property {(endpoint: number, strings: number) => number} parse_link
 * @property {() => number} found_ptr returns the address of what was found in a record
 * @property {() => number} texts_ptr returns the address of its strings
 * @property {(length: number) => number} alloc_host_input returns the address of a buffer for what the host returns
 */

// An instance never shrinks: beyond this size, which takes thousands of calls or one very large one, it is
// replaced. It has this size from the start: the system gives a page only when it is used, but each growth counts as a
// new object of the whole size for V8, which collects all garbage early then.
const MAX_MEMORY = 1 << 22;
const PAGE = 1 << 16;

// Up to this length, an ASCII string is read without a decoder, which is faster.
const SHORT = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** @type {(() => WebAssembly.Module) | undefined} */
let load;
/** @type {WebAssembly.Module} set by the first call, like `wasm` */
let compiled;
/** @type {Exports} */
let wasm;
/**
 * Whether a call into the instance has begun and not ended. If it never ends, because it traps or the stack overflows,
 * the instance is replaced.
 */
export const progress = { isInside: false };
let bytes = new Uint8Array();
let words = new Int32Array();
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
 * Returns the exports of the instance.
 *
 * @param {boolean} [mayReplace] whether the instance may be replaced, because nothing in its memory is needed any more
 */
export function running(mayReplace) {
  start();
  if (progress.isInside || (mayReplace && wasm.memory.buffer.byteLength > MAX_MEMORY)) instantiate();
  return wasm;
}

/**
 * Returns whether these are the exports of the instance, and no call into it was left unfinished.
 *
 * @param {Exports} exports
 */
export function isCurrent(exports) {
  return exports === wasm && !progress.isInside;
}

/**
 * Calls a function of src/js with these arguments, and throws the error that it writes. `T` is the type of its result,
 * which is JSON; no output is `undefined`.
 *
 * @template [T=unknown]
 * @param {number} number
 * @param {...unknown} values
 * @returns {T}
 */
export function call(number, ...values) {
  const text = `[${values.map(json).join()}]`;
  running(true);
  return run(number, text, 0);
}

/**
 * Calls a function of src/js with the record in the buffers, whose strings have `strings` bytes, and with these
 * arguments.
 *
 * @template [T=unknown]
 * @param {number} strings
 * @param {number} number
 * @param {...unknown} values
 * @returns {T}
 */
export function callWithRecord(strings, number, ...values) {
  return run(number, `[${values.map(json).join()}]`, strings);
}

/**
 * @template T
 * @param {number} number
 * @param {string} text the arguments
 * @param {number} strings
 * @returns {T}
 */
function run(number, text, strings) {
  let length;
  let output = "";
  try {
    progress.isInside = true;
    length = wasm.call(number, write(text, wasm.arguments_ptr), strings);
    if (length !== 0) output = read(wasm.output_ptr(), Math.abs(length));
    progress.isInside = false;
  } catch (cause) {
    throw failed(cause);
  }
  if (length < 0) throw KycLinkError.from(JSON.parse(output));
  return /** @type {T} */ (length === 0 ? undefined : JSON.parse(output));
}

/**
 * Returns the error for a call that trapped.
 *
 * @param {unknown} cause
 */
export function failed(cause) {
  return new KycLinkError("internal", {}, { cause });
}

/** Returns the memory, and the position in it at which the last call wrote its issues, warnings and changes. */
export function foundAt() {
  const at = wasm.found_ptr() >>> 2;
  if (words.length === 0) words = new Int32Array(wasm.memory.buffer);
  return { words, at };
}

/**
 * Returns a string that the last call wrote for its issues and changes.
 *
 * @param {number} start
 * @param {number} length
 */
export function foundText(start, length) {
  return read(wasm.texts_ptr() + start, length);
}

/**
 * Returns a constant string of the module. It has the same address in every instance, so each is read once.
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
function read(at, length) {
  const from = heap();
  let text = "";
  // For a short string, such as a code or a name, the decoder is slower than this loop.
  if (length <= SHORT) while (text.length < length && from[at + text.length] < 0x80) text += String.fromCharCode(from[at + text.length]);
  return text.length === length ? text : decoder.decode(from.subarray(at, at + length));
}

/**
 * Writes a text into a buffer, and returns its length in bytes.
 *
 * @param {string} text
 * @param {(bytes: number) => number} buffer returns the address of a buffer with room for so many bytes
 */
function write(text, buffer) {
  const bytes = encoder.encode(text);
  // The address comes first: requesting it may grow the memory, and the old view is empty then.
  const at = buffer(bytes.length);
  heap().set(bytes, at);
  return bytes.length;
}

/** Returns the instance's memory as bytes. */
function heap() {
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

/** Replaces the instance. Only numbers cross the boundary, so the module needs no glue code. */
function instantiate() {
  /** @type {(at: number, length: number) => number} */
  const host = (at, length) => write(parseUrl(read(at, length)), wasm.alloc_host_input);
  const instance = new WebAssembly.Instance(compiled, { [HOST]: { parseUrl: host } });
  const exports = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
  if (!exports.arguments_ptr) throw new TypeError("no arguments_ptr");
  try {
    exports.memory.grow((MAX_MEMORY - exports.memory.buffer.byteLength) / PAGE);
  } catch {} // it grows by itself
  wasm = exports;
  progress.isInside = false;
  bytes = new Uint8Array();
  words = new Int32Array();
}

/**
 * Returns the error for a module that cannot be compiled, with the most likely reason.
 *
 * @param {unknown} cause
 */
export function blocked(cause) {
  return misuse("WebAssembly is not available. In a page, the Content-Security-Policy needs script-src 'wasm-unsafe-eval'.", { cause });
}
