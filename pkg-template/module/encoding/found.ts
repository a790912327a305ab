// Reads what src/js/encoding/found.rs has found in an encoded input: issues, warnings, and the values that are sent
// differently.

import type { Issue } from "../issue.ts";
import { escaped, issueOf } from "../issue.ts";
import { foundAt, foundText, textOfModule } from "../wasm/wasm.ts";
import type { Members } from "./encoder.ts";
import type { Shape } from "./shape.ts";

// As in src/js/encoding/found.rs.
const END = -1;
const WARNING = 1;
const CHANGE = 2;
const REMOVAL = 3;
const TEXT = 1;
const COUNTS = 2;
const WORDS = 3;
const ITEM = 1 << 30;
const NAME = 1 << 31;

/** A field of a shape, with its path, which is built once. */
interface Place {
  path: string[];
  pointer: string;
  /** that of the field, if it is an object or a list of objects */
  shape: Shape;
  /** by position */
  inner: (Place | undefined)[];
}

type Change = { path: (string | number)[]; sent: string | undefined };

/** by the shape of the operation */
const roots: WeakMap<Shape, Place> = new WeakMap();

// The words, and the position of the next one. Nothing else runs meanwhile.
let words: Int32Array;
let at = 0;
// The path that was read last.
let path: (string | number)[];
let pointer = "";

/**
 * Reads the issues and the warnings about an operation's input. If there is no issue, applies the changes to the value
 * that is sent.
 *
 * @param shape that of the operation
 */
export function readFound(shape: Shape, value: unknown) {
  ({ words, at } = foundAt());
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  const changes: Change[] = [];
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
  if (issues.length === 0) for (const one of changes) applyChange(value as Members, one);
  return { issues, warnings };
}

/** Reads the path of an issue or a change, and sets `path` and `pointer`. The path of a known field is not copied. */
function readPath(place: Place, steps: number) {
  /** a path that no place has */
  let built: (string | number)[] | undefined;
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

function placeOf({ path, pointer, shape }: Place, position: number): Place {
  const name = shape.names[position];
  return { path: [...path, name], pointer: `${pointer}/${name}`, shape: shape.details[position], inner: [] };
}

/** Reads the params of an issue, in the order of their names. */
function readParams(kind: number) {
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

/** Changes the value at the path to the form in which it is sent. */
function applyChange(value: Members, { path, sent }: Change) {
  let parent = value;
  const last = path.length - 1;
  for (let step = 0; step < last; step++) parent = parent[path[step]] as Members;
  if (sent === undefined) delete parent[path[last]];
  else parent[path[last]] = sent;
}
