// Writes an input into the memory of the wasm instance as src/value/input.rs reads it: entries by position, and
// strings.
//
// This file is the door of the room: nothing outside knows the form of an encoded input. A plain input is read
// directly. If a getter throws or validates another input meanwhile, or if the buffers are too small, the input is
// copied and the copy is written.

import { json, snapshot } from "../wasm/json.ts";
import { failed, isCurrent, run, usable } from "../wasm/wasm.ts";
import { createEncoder, INCOMPLETE } from "./encoder.ts";
import type { Row as RowType } from "./rows.ts";
import type { Shape as ShapeType } from "./shape.ts";

// The usual sizes of the buffers. A larger encoded input gets larger buffers.
const WORDS = 1 << 11;
const BYTES = 1 << 14;

export { readFound } from "./found.ts";

type Encoder = ReturnType<typeof createEncoder>;

export type Shape = ShapeType;

export type Row = RowType;

let encoder: Encoder | undefined;

/**
 * Returns whether the buffers have their usual size: the views become empty when the memory grows, and the buffers of a
 * very large encoded input are not reused.
 */
function isUsual({ words, strings }: { words: Int32Array; strings: Uint8Array }) {
  return words.length === WORDS && strings.length === BYTES;
}

/** Returns the functions for the current instance, with buffers of at least this size. */
function currentEncoder(size?: { words: number; strings: number }) {
  if (size === undefined && encoder !== undefined && isUsual(encoder) && isCurrent(encoder.instance)) return encoder;
  const instance = usable();
  const { words_ptr, strings_ptr, memory } = instance.exports;
  const [words, strings] = [Math.max(WORDS, size?.words ?? 0), Math.max(BYTES, size?.strings ?? 0)];
  try {
    instance.isInside = true;
    const [wordsAt, stringsAt] = [words_ptr(words), strings_ptr(strings)];
    instance.isInside = false;
    const { buffer } = memory;
    encoder = createEncoder(instance, new Int32Array(buffer, wordsAt, words), new Uint8Array(buffer, stringsAt, strings));
    return encoder;
  } catch (cause) {
    throw failed(cause);
  }
}

/** Returns the number and the shape of an operation; `undefined` if there is no operation with this name. */
export function rowOf(operation: string) {
  return currentEncoder().rowOf(operation);
}

/**
 * Writes the input of an operation, and returns the value that is sent. Keeps no reference to the input, which is
 * personal data.
 *
 * @param isWhole whether every string must be in the encoded input: otherwise those about which nothing is ever
 * reported are left out
 */
export function encodeInput(operation: string, input: unknown, isWhole: boolean) {
  const target = currentEncoder();
  try {
    const sent = target.fill(operation, input, isWhole);
    // A getter may also have had the instance replaced.
    if (sent !== INCOMPLETE && target === encoder && isCurrent(target.instance)) return sent;
  } catch {} // a getter or a proxy that throws
  return writeCopy(operation, copyOf(operation, input), isWhole);
}

/** Returns a copy of an input. Members that are no fields of the operation do not keep its fields from being copied. */
export function copyOf(operation: string, input: unknown) {
  return snapshot(input, 1, rowOf(operation)?.shape);
}

/** Writes a copy of an input, in larger buffers if necessary. A copy has no getters, so no code of the caller runs. */
function writeCopy(operation: string, copy: unknown, isWhole: boolean) {
  let target = currentEncoder();
  let sent = target.fill(operation, copy, isWhole);
  while (sent === INCOMPLETE) {
    target = currentEncoder(target.size());
    sent = target.fill(operation, copy, isWhole);
  }
  return sent;
}

/** Calls a function of src/js with the encoded input that was written last, and with these arguments. */
export function callWithEncoded<T = unknown>(number: number, ...values: unknown[]): T {
  const { instance, size } = encoder as Encoder;
  return run(instance, number, `[${values.map(json).join()}]`, size().strings);
}

/**
 * Validates the encoded input that was written last. Returns 0 if nothing was found, 1 if something was, and 2 if the
 * encoded input is not in normal form.
 *
 * @param personFields their bits
 * @param normalize the number of `phoneCountry`, if the encoded input must be in normal form
 */
export function validateEncoded(policy: number, now?: number, personFields?: number, normalize?: number) {
  try {
    return (encoder as Encoder).validate(policy, now, personFields, normalize);
  } catch (cause) {
    throw failed(cause);
  }
}
