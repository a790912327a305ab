// Reads what src/js/record.rs has found in a record: issues, warnings, and the values that are sent differently.

import { heap, read, textOfModule } from "./wasm.js";

/**
 * @typedef {import("./issue.js").PackedIssue} PackedIssue
 * @typedef {import("./record.js").Members} Members
 * @typedef {import("./record.js").Shape} Shape
 */

const END = 0xffff;
const WARNING = 1;
const CHANGE = 2;
const COUNT = 0;
const TEXT = 1;
const ITEM = 0x8000;
const NAME = 0xfffe;
const NOTHING = 0xffff;

// The memory, and the position in it. Nothing else runs meanwhile.
/** @type {Uint8Array} */
let bytes;
/** @type {number} */
let at;

/**
 * A value that is not sent as it was given: the text that is sent, if any.
 *
 * @typedef {{ path: (string | number)[], sent: string | undefined }} Change
 */

/**
 * Reads what was found.
 *
 * @param {Shape} shape
 * @param {number} address
 */
export function readFound(shape, address) {
  bytes = heap();
  at = address;
  /** @type {PackedIssue[]} */
  const issues = [];
  /** @type {PackedIssue[]} */
  const warnings = [];
  /** @type {Change[]} */
  const changes = [];
  for (let kind = number(); kind !== END; kind = number()) {
    if (kind === CHANGE) changes.push({ path: path(shape), sent: optionalText() });
    else (kind === WARNING ? warnings : issues).push([number(), path(shape), params()]);
  }
  return { issues, warnings, changes };
}

function params() {
  const params = [];
  for (let left = number(); left > 0; left--) params.push(param());
  return params;
}

function param() {
  const kind = number();
  if (kind === COUNT) return number() + number() * 2 ** 16;
  if (kind === TEXT) return ofModule();
  const words = [];
  for (let left = number(); left > 0; left--) words.push(ofModule());
  return words;
}

function ofModule() {
  return textOfModule(number() + number() * 2 ** 16, number());
}

/** @param {Shape | undefined} shape */
function path(shape) {
  /** @type {(string | number)[]} */
  const path = [];
  for (let step = number(); step !== END; step = number()) {
    if (step === NAME) path.push(text(number()));
    else if (step >= ITEM) path.push(step - ITEM);
    else {
      const { names, parts } = /** @type {Shape} */ (shape);
      path.push(names[step]);
      shape = parts[step]?.shape;
    }
  }
  return path;
}

/**
 * Changes a value to the form in which it is sent.
 *
 * @param {Members} value
 * @param {Change[]} changes
 */
export function apply(value, changes) {
  for (const { path, sent } of changes) {
    let parent = value;
    for (const step of path.slice(0, -1)) parent = /** @type {Members} */ (parent[step]);
    const last = path[path.length - 1];
    if (sent === undefined) delete parent[last];
    else parent[last] = sent;
  }
  return value;
}

function optionalText() {
  const length = number();
  return length === NOTHING ? undefined : text(length);
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
