/** Inputs of an operation: those of the vectors, and any number of variations. */

import { files } from "../vectors/files.mjs";

const vectors = files.map(({ vectors }) => vectors);

/** The inputs of the vectors, right and wrong. */
export function known(operation) {
  const own = vectors.filter((file) => file.operation === operation);
  const cases = own.filter(({ kind }) => kind === "validate").flatMap(({ cases }) => cases.map(({ input }) => input));
  const fields = own
    .filter(({ kind }) => kind === "field")
    .flatMap(({ base, path, valid = [], warned = {}, sent = [] }) => {
      const values = [...valid, ...Object.values(warned).flat(), ...sent.map(([given]) => given)];
      return values.map((value) => changed(base, path, value));
    });
  return [...cases, ...fields];
}

/** `count` inputs, the same ones each time: each is a known one with a few of its values changed, removed or added. */
export function* mutants(operation, count, seed) {
  const random = generator(seed);
  const bases = known(operation).filter((input) => typeof input === "object" && input !== null);
  for (let made = 0; made < count; made++) yield mutated(structuredClone(pick(bases, random)), random);
}

/** Changes, removes or adds one to three values of a tree. */
export function mutated(tree, random) {
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const paths = leaves(tree);
    if (paths.length === 0) break;
    const path = pick(paths, random);
    const kind = random();
    if (kind < 0.15) tree = removed(tree, path);
    else if (kind < 0.25) tree = changed(tree, [...path.slice(0, -1), pick(NAMES, random)], pick(VALUES, random));
    else if (kind < 0.6) tree = changed(tree, path, pick(VALUES, random));
    else tree = changed(tree, path, reshaped(at(tree, path), pick(SHAPES, random)));
  }
  return tree;
}

export const pick = (list, random) => list[Math.floor(random() * list.length)];

/** Every value and name that a vector has, with some that none has. */
const VALUES = [
  ...new Set(vectors.flatMap(({ cases = [], base, valid = [] }) => [...cases.map(({ input }) => input), base, ...valid]).flatMap(texts)),
];
VALUES.push(null, undefined, 0, 1, -1, 1.5, true, false, [], ["x"], [null], [1], ["OTHER"], ["US", "de"], {}, { x: 1 });
// White space, invisible and bidirectional characters, half an emoji, lengths, cases, dates that are none.
VALUES.push("", " ", "\n", "a\n", "\u0085", "\u200b", "\u00ad\u3164 ", "\u202e", "\u00a0", "\ufeff", "\u3000", "\ud800", "a\0b", "x\u009f");
VALUES.push("\u202aIL\u202c", "\u2066x\u2069 ", "😀".repeat(255), "😀".repeat(256), "x".repeat(255), "x".repeat(256), "SW1A 1AA".repeat(3));
VALUES.push(
  "us",
  "USA",
  "gi",
  "XX",
  "us-il",
  "IL ",
  "Individual",
  " individual ",
  " a@b.co ",
  "1999-02-29",
  "2999-01-01",
  "HTTPS://EXAMPLE.com",
);

const NAMES = [
  ...new Set(
    vectors
      .flatMap(({ cases = [], base }) => [...cases.map(({ input }) => input), base])
      .flatMap((node) => leaves(node).map((path) => path.at(-1))),
  ),
];
NAMES.push("nothing", "constructor", "0");

function texts(node) {
  if (typeof node !== "object" || node === null) return typeof node === "string" ? [node] : [];
  return Object.values(node).flatMap(texts);
}

/** The same text in another shape. */
const SHAPES = ["upper", "lower", "padded", "newline", "doubled", "listed", "cut"];

function reshaped(value, shape) {
  if (shape === "listed") return [value];
  if (typeof value !== "string") return value;
  return {
    upper: value.toUpperCase(),
    lower: value.toLowerCase(),
    padded: ` ${value}\t`,
    newline: `${value}\n`,
    doubled: value + value,
    cut: value.slice(1),
  }[shape];
}

/** The paths of everything in a tree. */
export function leaves(node, path = []) {
  if (typeof node !== "object" || node === null) return [];
  return Object.keys(node).flatMap((key) => [[...path, key], ...leaves(node[key], [...path, key])]);
}

/** The value at a path; undefined if there is none. */
export const at = (node, path) => path.reduce((node, key) => node?.[key], node);

/** A copy with another value at a path. */
export function changed(node, [key, ...rest], value) {
  const copy = Array.isArray(node) ? [...node] : { ...node };
  copy[key] = rest.length > 0 ? changed(copy[key], rest, value) : value;
  return copy;
}

/** A copy without the value at a path. */
export function removed(node, [key, ...rest]) {
  const copy = Array.isArray(node) ? [...node] : { ...node };
  if (rest.length > 0) copy[key] = removed(copy[key], rest);
  else delete copy[key];
  return copy;
}

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
export function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
