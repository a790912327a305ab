// Checking an input: the same verdict in a page, a Worker and a test.

import { reword } from "./messages.js";
import { OPERATIONS } from "./tables.js";
import { call } from "./wasm.js";

/** The names of all operations. */
export function operations() {
  return [...OPERATIONS];
}

/** Checks an input and finds everything that is wrong with it. Never throws because of the input. */
export function validate(operation, input, { policy, normalize, messages, now = Date.now() } = {}) {
  const verdict = call("validate", operation, input, { policy, normalize, now: Math.floor(now) });
  if (messages) {
    if (!verdict.ok) verdict.issues = reword(verdict.issues, messages);
    verdict.warnings = reword(verdict.warnings, messages);
  }
  return verdict;
}

/** Trims texts, strips the separators of a phone number that starts with +, drops empty optional texts. */
export function normalize(operation, input) {
  return call("normalize", operation, input);
}
