// Writes an input into the memory of the wasm instance as src/value/input.rs reads it: entries by position, and strings.
//
// The functions in writers.js read an ordinary input where it is. If a getter throws, or validates another input meanwhile, or
// there is no room, the input is copied and written again.

import { snapshot } from "./json.js";
import { connect, INCOMPLETE } from "./record-tools.js";
import { failed, isCurrent, progress, running } from "./wasm.js";

// How much of a record there is room for at first.
const WORDS = 1 << 11;
const BYTES = 1 << 14;

/** @typedef {ReturnType<typeof connect>} Connection */

/** @type {Connection | undefined} */
let connection;

/**
 * Returns whether the buffers have their usual size. When the memory grows, the old views become empty; and those for a very large
 * record are not kept.
 *
 * @param {{ words: Int32Array, strings: Uint8Array }} buffers
 */
function isUsual({ words, strings }) {
  return words.length === WORDS && strings.length === BYTES;
}

/**
 * Returns the functions for the current instance, with room for at least as much.
 *
 * @param {{ words: number, strings: number }} [size]
 */
function connected(size) {
  if (size === undefined && connection !== undefined && isUsual(connection) && isCurrent(connection.wasm)) return connection;
  const wasm = running(true);
  const [words, strings] = [Math.max(WORDS, size?.words ?? 0), Math.max(BYTES, size?.strings ?? 0)];
  try {
    progress.isInside = true;
    const [wordsAt, stringsAt] = [wasm.words_ptr(words), wasm.strings_ptr(strings)];
    progress.isInside = false;
    const { buffer } = wasm.memory;
    connection = connect(wasm, new Int32Array(buffer, wordsAt, words), new Uint8Array(buffer, stringsAt, strings));
    return connection;
  } catch (cause) {
    throw failed(cause);
  }
}

/**
 * Returns what an operation's inputs are written with; `undefined` if there is no operation with this name.
 *
 * @param {string} operation
 */
export function rowOf(operation) {
  return connected().rowOf(operation);
}

/**
 * Writes the input of an operation, and returns the value that is sent. Nothing here refers to it afterwards: it is somebody's data.
 *
 * @param {string} operation
 * @param {unknown} input
 * @param {boolean} isWhole whether every string has to be in the record: those about which nothing is ever reported are only looked
 *   at
 */
export function writeRecord(operation, input, isWhole) {
  const target = connected();
  try {
    const sent = target.fill(operation, input, isWhole);
    // A getter may also have had the instance replaced.
    if (sent !== INCOMPLETE && target === connection && isCurrent(target.wasm)) return sent;
  } catch {} // a getter or a proxy that throws
  return writeCopy(operation, snapshot(input), isWhole);
}

/**
 * Does the same for a copy, which has no getters.
 *
 * @param {string} operation
 * @param {unknown} copy
 * @param {boolean} isWhole
 */
function writeCopy(operation, copy, isWhole) {
  let target = connected();
  let sent = target.fill(operation, copy, isWhole);
  while (sent === INCOMPLETE) {
    target = connected(target.size());
    sent = target.fill(operation, copy, isWhole);
  }
  return sent;
}

/** Returns how many bytes the strings of the record take that was written last. */
export function recordBytes() {
  return /** @type {Connection} */ (connection).size().strings;
}

/**
 * Validates the record that was written last, and returns whether anything was found.
 *
 * @param {number} operation
 * @param {number} policy
 * @param {number} [now]
 */
export function validateRecord(operation, policy, now) {
  try {
    return /** @type {Connection} */ (connection).validate(operation, policy, now);
  } catch (cause) {
    throw failed(cause);
  }
}

/**
 * Returns when the link expires that the fields of an endpoint's response make; `NaN` if there is more to say about them.
 *
 * @param {number} endpoint
 * @param {unknown[]} values
 */
export function linkExpiry(endpoint, values) {
  const target = connected();
  try {
    return target.putAll(values) ? target.linkExpiry(endpoint) : Number.NaN;
  } catch (cause) {
    throw failed(cause);
  }
}
