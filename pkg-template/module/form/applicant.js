// The fields of an HTML form as an object: for the handler, and for pages that validate before they send.

import { misuse } from "../error.js";

// Deeper than any field of an applicant.
const MAX_STEPS = 8;

/** @type {typeof import("../../types/form.js").applicantFrom} */
export function applicantFrom(formData) {
  if (typeof formData?.getAll !== "function" || !(Symbol.iterator in formData)) throw misuse("Pass a FormData or a URLSearchParams.");
  const { idempotencyKey, ...applicant } = fieldTree(formData);
  // `validate` decides whether it is a valid applicant.
  return /** @type {any} */ (applicant);
}

/**
 * Turns dot paths into objects. A repeated path becomes a list, and so does an object whose names are 0, 1, 2 …
 * Files are left out.
 *
 * @param {Iterable<[string, unknown]>} fields
 * @returns {Record<string, unknown>}
 */
export function fieldTree(fields) {
  const root = new Map();
  for (const [path, value] of fields) {
    const steps = path.split(".");
    // An own `__proto__` would be harmless here, but not in every object that a caller copies it to.
    if (typeof value !== "string" || steps.length > MAX_STEPS || steps.includes("__proto__")) continue;
    const name = steps.pop();
    let node = root;
    for (const step of steps) {
      if (!(node.get(step) instanceof Map)) node.set(step, new Map());
      node = node.get(step);
    }
    const before = node.get(name);
    if (Array.isArray(before)) before.push(value);
    else node.set(name, node.has(name) ? [before, value] : value);
  }
  return /** @type {Record<string, unknown>} */ (plain(root));
}

/**
 * Converts a map to an object, or to a list if its names are 0, 1, 2 …; returns a string as it is.
 *
 * @param {unknown} node
 * @returns {unknown}
 */
function plain(node) {
  if (Array.isArray(node)) return node.map(plain);
  if (!(node instanceof Map)) return node;
  const object = Object.fromEntries([...node].map(([name, value]) => [name, plain(value)]));
  const names = Object.keys(object);
  return names.length > 0 && names.every((name, at) => name === String(at)) ? Object.values(object) : object;
}
