// Reads what src/js/record.rs has found in a record: issues, warnings, and the values that are sent differently.

import { read, textOfModule } from "./wasm.js";

/**
 * @typedef {import("./issue.js").PackedIssue} PackedIssue
 * @typedef {import("./record.js").Members} Members
 * @typedef {import("./record.js").Shape} Shape
 */

const COUNT = 0;
const TEXT = 1;
const ITEM = 0x8000;
const NAME = 0xffff;
const NONE = 0xffff;

// Where the buffer is read. Nothing else runs meanwhile.
/** @type {Uint8Array} */
let bytes;
/** @type {number} */
let at;

/**
 * Reads the buffer, and changes the value to the form in which it is sent.
 *
 * @param {Shape} shape
 * @param {Members} value
 * @param {import("./wasm.js").RecordBuffer} buffer
 */
export function readFound(shape, value, { memory, start }) {
  bytes = memory;
  at = start;
  const issues = list(() => issue(shape));
  const warnings = list(() => issue(shape));
  list(() => change(path(shape), value));
  return { issues, warnings };
}

/**
 * @template T
 * @param {() => T} read
 */
function list(read) {
  const items = [];
  for (let left = number(); left > 0; left--) items.push(read());
  return items;
}

/**
 * @param {Shape} shape
 * @returns {PackedIssue}
 */
function issue(shape) {
  return [number(), path(shape), list(param)];
}

/** @returns {number | string | string[]} */
function param() {
  const kind = number();
  if (kind === COUNT) return number() + number() * 2 ** 16;
  return kind === TEXT ? ofModule() : list(ofModule);
}

function ofModule() {
  return textOfModule(number() + number() * 2 ** 16, number());
}

/**
 * @param {Shape | undefined} shape
 * @returns {(string | number)[]}
 */
function path(shape) {
  return list(() => {
    const step = number();
    if (step === NAME) return text(number());
    if (step >= ITEM) return step - ITEM;
    const name = /** @type {Shape} */ (shape).names[step];
    shape = /** @type {Shape} */ (shape).parts[step]?.shape;
    return name;
  });
}

/**
 * @param {(string | number)[]} path
 * @param {Members} value
 */
function change(path, value) {
  const length = number();
  const last = /** @type {string} */ (path.pop());
  let parent = value;
  for (const step of path) parent = /** @type {Members} */ (parent[step]);
  if (length === NONE) delete parent[last];
  else parent[last] = text(length);
}

/** @param {number} length */
function text(length) {
  at += length;
  return read(at - length, length);
}

function number() {
  const number = bytes[at] | (bytes[at + 1] << 8);
  at += 2;
  return number;
}
