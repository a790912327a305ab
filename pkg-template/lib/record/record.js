// Writes an input into the memory of the wasm instance as src/value/input.rs reads it: entries by position, and
// strings.
//
// The functions in writers.js read a plain input directly. If a getter throws or validates another input meanwhile,
// or if the buffers are too small, the input is copied and the copy is written.

import { SHAPES } from "../tables.js";
import { snapshot } from "../wasm/json.js";
import { failed, isCurrent, progress, running } from "../wasm/wasm.js";
import { createEncoder, INCOMPLETE, OBJECT, TEXT } from "./record-tools.js";

// The usual sizes of the buffers. A larger record gets larger buffers.
const WORDS = 1 << 11;
const BYTES = 1 << 14;

/** The fields of a response: all are present. */
const ALL = -1;

/** @typedef {ReturnType<typeof createEncoder>} Connection */

/** @type {Connection | undefined} */
let connection;

/**
 * Returns whether the buffers have their usual size: the views become empty when the memory grows, and the buffers of a
 * very large record are not reused.
 *
 * @param {{ words: Int32Array, strings: Uint8Array }} buffers
 */
function isUsual({ words, strings }) {
  return words.length === WORDS && strings.length === BYTES;
}

/**
 * Returns the functions for the current instance, with buffers of at least this size.
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
    connection = createEncoder(wasm, new Int32Array(buffer, wordsAt, words), new Uint8Array(buffer, stringsAt, strings));
    return connection;
  } catch (cause) {
    throw failed(cause);
  }
}

/**
 * Returns the number and the writer of an operation; `undefined` if there is no operation with this name.
 *
 * @param {string} operation
 */
export function rowOf(operation) {
  return connected().rowOf(operation);
}

/**
 * Writes the input of an operation, and returns the value that is sent. Keeps no reference to the input, which is
 * personal data.
 *
 * @param {string} operation
 * @param {unknown} input
 * @param {boolean} isWhole whether every string must be in the record: otherwise those about which nothing is ever
 *   reported are left out
 */
export function writeRecord(operation, input, isWhole) {
  const target = connected();
  try {
    const sent = target.fill(operation, input, isWhole);
    // A getter may also have had the instance replaced.
    if (sent !== INCOMPLETE && target === connection && isCurrent(target.wasm)) return sent;
  } catch {} // a getter or a proxy that throws
  return writeCopy(operation, copyOf(operation, input), isWhole);
}

/**
 * Returns a copy of an input. Members that are no fields of the operation do not keep its fields from being copied.
 *
 * @param {string} operation
 * @param {unknown} input
 */
export function copyOf(operation, input) {
  const row = rowOf(operation);
  return snapshot(input, 1, row && SHAPES[row.number]);
}

/**
 * Writes a copy of an input, in larger buffers if necessary. A copy has no getters, so no code of the caller runs.
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

/** Returns the size of the strings in the record that was written last, in bytes. */
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
 * Parses the fields of a response as a link, and returns when it expires. `NaN` means that `PARSE_RESPONSE` must parse
 * them: the link is refused or unusual.
 *
 * @param {number} endpoint
 * @param {unknown[]} values
 */
export function linkExpiry(endpoint, values) {
  const target = connected();
  try {
    if (!writeResponse(target, values)) return Number.NaN;
    progress.isInside = true;
    const expiry = target.wasm.parse_link(endpoint, target.size().strings);
    progress.isInside = false;
    return expiry;
  } catch (cause) {
    throw failed(cause);
  }
}

/**
 * Writes values as the fields of an object. Returns whether there was room.
 *
 * @param {Connection} target
 * @param {unknown[]} values
 */
function writeResponse(target, values) {
  target.begin();
  const to = target.reserve(2 + values.length);
  target.writeEntry(0, OBJECT, 0, to);
  target.writeNames(to, undefined);
  target.writeMarks(to + 1, ALL, 0);
  // The strings of a response are long: encoding them as one takes half the time, if all of them are ASCII.
  let joined = "";
  let isText = true;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === "string") {
      target.writeEntry(to + 2 + index, TEXT, value.length, joined.length);
      joined += value;
    } else {
      target.writeEntry(to + 2 + index, 0, 0, 0);
      isText &&= value === null;
    }
  }
  const isWritten = target.writeAscii(isText ? joined : "");
  if (!isText || !isWritten) for (let index = 0; index < values.length; index++) target.writeValue(to + 2 + index, values[index]);
  return target.hasRoom();
}
