// Promises that say so when a member of their result is read from them: otherwise it would be `undefined`.

import { misuse } from "./error.js";
import { ownOptions } from "./options.js";

/** Members of results that no promise has. React writes `status` and `value` to promises. */
const MEMBERS = ["customerId", "id", "issues", "items", "kind", "kycUrl", "link", "url"];

const EXPLAINED = Object.fromEntries(
  MEMBERS.map((name) => [
    name,
    ownOptions({
      configurable: true,
      get() {
        throw misuse(`This is a Promise: await it before you read ${name}.`);
      },
    }),
  ]),
);

/**
 * Adds the members to a promise. They are not enumerable, so that nothing reads them by accident.
 *
 * @template {Promise<unknown>} P
 * @param {P} promise
 * @returns {P}
 */
export function explained(promise) {
  return Object.defineProperties(promise, EXPLAINED);
}
