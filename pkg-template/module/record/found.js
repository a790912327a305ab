// Reads what src/js/record/found.rs has found in a record: issues, warnings, and the values that are sent differently.

import { escaped, issueOf } from "../issue.js";
import { foundAt, foundText, textOfModule } from "../wasm/wasm.js";

/**
 * @import { Issue } from "../../types/form.js"
 * @import { Members } from "./record-tools.js"
 * @import { Shape } from "./shape.js"
 */

// As in src/js/record/found.rs.
const END = -1;
const WARNING = 1;
const CHANGE = 2;
const REMOVAL = 3;
const TEXT = 1;
const COUNTS = 2;
const WORDS = 3;
const ITEM = 1 << 30;
const NAME = 1 << 31;

/**
 * A field of a shape, with its path, which is built once.
 *
 * @typedef {object} Place
 * @property {string[]} path
 * @property {string} pointer
 * @property {Shape} shape that of the field, if it is an object or a list of objects
 * @property {(Place | undefined)[]} inner by position
 */

/** @typedef {{ path: (string | number)[], sent: string | undefined }} Change */

/** @type {WeakMap<Shape, Place>} by the shape of the operation */
const roots = new WeakMap();

// The words, and the position of the next one. Nothing else runs meanwhile.
/** @type {Int32Array} */
let words;
let at = 0;
// The path that was read last.
/** @type {(string | number)[]} */
let path;
let pointer = "";

/**
 * Reads the issues and the warnings about an operation's input. If there is no issue, applies the changes to the value
 * that is sent.
 *
 * @param {Shape} shape that of the operation
 * @param {unknown} value
 */
export function readFound(shape, value) {
  ({ words, at } = foundAt());
  /** @type {Issue[]} */
  const issues = [];
  /** @type {Issue[]} */
  const warnings = [];
  /** @type {Change[]} */
  const changes = [];
  const root = roots.get(shape) ?? { path: [], pointer: "", shape, inner: [] };
  roots.set(shape, root);
  for (let head = words[at++]; head !== END; head = words[at++]) {
    const kind = head & 3;
    readPath(root, head >>> 12);
    if (kind === REMOVAL) changes.push({ path, sent: undefined });
    else if (kind === CHANGE) changes.push({ path, sent: readText() });
    else (kind === WARNING ? warnings : issues).push(issueOf((head >> 4) & 255, path.slice(), pointer, readParams((head >> 2) & 3)));
  }
  // An input that is not valid stays as it is.
  if (issues.length === 0) for (const one of changes) applyChange(/** @type {Members} */ (value), one);
  return { issues, warnings };
}

/**
 * Reads the path of an issue or a change, and sets `path` and `pointer`. The path of a known field is not copied.
 *
 * @param {Place} place
 * @param {number} steps
 */
function readPath(place, steps) {
  /** @type {(string | number)[] | undefined} a path that no place has */
  let built;
  for (let left = steps; left > 0; left--) {
    const step = words[at++];
    if (step === NAME || step >= ITEM) {
      // A member that no shape has, or the index of an item.
      const part = step === NAME ? readText() : step - ITEM;
      if (!built) ({ pointer } = place);
      built ??= place.path.slice();
      built.push(part);
      pointer += `/${typeof part === "string" ? escaped(part) : part}`;
    } else {
      place = place.inner[step] ??= placeOf(place, step);
      if (built) {
        const name = place.path[place.path.length - 1];
        built.push(name);
        pointer += `/${name}`;
      }
    }
  }
  if (!built) ({ pointer } = place);
  path = built ?? place.path;
}

/**
 * @param {Place} parent
 * @param {number} position
 * @returns {Place}
 */
function placeOf({ path, pointer, shape }, position) {
  const name = shape.names[position];
  return { path: [...path, name], pointer: `${pointer}/${name}`, shape: shape.details[position], inner: [] };
}

/** Reads the params of an issue, in the order of their names. @param {number} kind */
function readParams(kind) {
  if (kind === TEXT) return [readModuleText()];
  if (kind === COUNTS) return [words[at++] >>> 0, words[at++] >>> 0];
  if (kind !== WORDS) return [];
  const list = [];
  for (let left = words[at++]; left > 0; left--) list.push(readModuleText());
  return [list];
}

function readModuleText() {
  return textOfModule(words[at++], words[at++]);
}

function readText() {
  return foundText(words[at++], words[at++]);
}

/**
 * Changes the value at the path to the form in which it is sent.
 *
 * @param {Members} value
 * @param {Change} change
 */
function applyChange(value, { path, sent }) {
  let parent = value;
  const last = path.length - 1;
  for (let step = 0; step < last; step++) parent = /** @type {Members} */ (parent[path[step]]);
  if (sent === undefined) delete parent[path[last]];
  else parent[path[last]] = sent;
}
