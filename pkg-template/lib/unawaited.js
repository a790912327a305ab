// Promises that say so when a member of their result is read from them: otherwise it would be `undefined`.

import { misuse } from "./error.js";

/** Members of results that no promise has. React writes `status` and `value` to promises. */
const MEMBERS = ["customerId", "id", "issues", "items", "kind", "kycUrl", "link", "url"];

const EXPLANATIONS = Object.fromEntries(
  MEMBERS.map((name) => [
    name,
    {
      configurable: true,
      get() {
        throw misuse(`This is a Promise: await it before you read ${name}.`);
      },
    },
  ]),
);

/** The prototype of what async functions return: a library may have replaced the global `Promise`. */
const PROMISE = Object.getPrototypeOf((async () => {})());
/** Its members are not enumerable, so that nothing reads them by accident. */
const EXPLAINED = Object.create(PROMISE, EXPLANATIONS);

/**
 * Gives the members to a promise of an async function. Defining them on each promise would take a twentieth of a call.
 *
 * @template {Promise<unknown>} P
 * @param {P} promise
 * @returns {P}
 */
export function explained(promise) {
  return Object.setPrototypeOf(promise, EXPLAINED);
}
