// Values that are passed by mistake instead of an input. Each looks like an object without fields.

/**
 * What to do with a value, by the name of its class.
 *
 * @type {Record<string, string | undefined>}
 */
const ADVICE = {
  // A name such as `constructor` finds nothing.
  __proto__: /** @type {never} */ (null),
  Promise: "This is a Promise: await it.",
  Request: "This is a Request: pass await request.json().",
  FormData: "This is a FormData: pass applicantFrom(formData).",
};

/**
 * Returns what to pass instead of an input, and `undefined` if nothing is wrong with its class.
 *
 * @param {unknown} input
 */
export function insteadOf(input) {
  try {
    return ADVICE[/** @type {{ [Symbol.toStringTag]: string }} */ (input)?.[Symbol.toStringTag]];
  } catch {
    return undefined; // a revoked proxy, or a getter that throws
  }
}
