// Values that are passed by mistake. Each looks like an object without fields.

import { classOf } from "../bytes.js";

/**
 * What to pass instead, by the class of the value.
 *
 * @type {Record<string, string | undefined>}
 */
const ADVICE = {
  // Without a prototype, so that a class named `constructor` has no advice.
  __proto__: /** @type {never} */ (null),
  Promise: "This is a Promise: await it.",
  Request: "This is a Request: pass await request.json().",
  FormData: "This is a FormData: pass applicantFrom(formData).",
};

/**
 * Returns what to pass instead of a date where a string is expected, and `undefined` for any other value. Getters are
 * not called.
 *
 * @param {unknown} input
 * @param {readonly (string | number)[]} path
 */
export function explainDate(input, path) {
  try {
    let value = input;
    for (const step of path) value = Object.getOwnPropertyDescriptor(value, step)?.value;
    return classOf(value) === "Date" ? "This is a Date: pass a string such as 1990-01-31." : undefined;
  } catch {
    return undefined; // not an object, or a revoked proxy
  }
}

/**
 * Returns what to pass instead of an input, and `undefined` if nothing is wrong with its class.
 *
 * @param {unknown} input
 */
export function explainMistake(input) {
  if (typeof input === "string" && input.startsWith("{")) return "This is JSON text: pass JSON.parse(text).";
  try {
    const name = /** @type {{ [Symbol.toStringTag]?: string } | null | undefined} */ (input)?.[Symbol.toStringTag];
    return name === undefined ? undefined : ADVICE[name];
  } catch {
    return undefined; // a revoked proxy, or a getter that throws
  }
}
