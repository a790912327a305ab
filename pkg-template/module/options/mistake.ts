// Values that are passed by mistake. Each looks like an object without fields.

import { classOf } from "../bytes.ts";

/** What to pass instead, by the class of the value. */
const ADVICE: ReadonlyMap<unknown, string> = new Map([
  ["Promise", "This is a Promise: await it."],
  ["Request", "This is a Request: pass await request.json()."],
  ["FormData", "This is a FormData: pass applicantFrom(formData)."],
]);

/**
 * Returns what to pass instead of a date where a string is expected, and `undefined` for any other value. Getters are
 * not called.
 */
export function explainDate(input: unknown, path: readonly (string | number)[]) {
  try {
    let value = input;
    for (const step of path) value = Object.getOwnPropertyDescriptor(value, step)?.value;
    return classOf(value) === "Date" ? "This is a Date: pass a string such as 1990-01-31." : undefined;
  } catch {
    return undefined; // not an object, or a revoked proxy
  }
}

/** Returns what to pass instead of an input, and `undefined` if nothing is wrong with its class. */
export function explainMistake(input: unknown) {
  if (typeof input === "string" && input.startsWith("{")) return "This is JSON text: pass JSON.parse(text).";
  try {
    return ADVICE.get((input as { [Symbol.toStringTag]?: unknown } | null | undefined)?.[Symbol.toStringTag]);
  } catch {
    return undefined; // a revoked proxy, or a getter that throws
  }
}
