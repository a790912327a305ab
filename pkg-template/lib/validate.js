// Checking an input: the same verdict in a page, a Worker and a test.

import { NORMALIZE, VALIDATE } from "./calls.js";
import { told } from "./issue.js";
import { ownOptions } from "./options.js";
import { packAndCopy } from "./pack.js";
import { OPERATIONS } from "./tables.js";
import { ask, call } from "./wasm.js";

/** The names of the operations that this entry knows. */
export function operations() {
  return [...OPERATIONS];
}

/** Checks an input and finds everything that is wrong with it. Never throws because of the input. */
export function validate(operation, input, options) {
  const { policy, normalize, messages, now } = ownOptions(options);
  const { packed, copy } = packAndCopy([operation, input, policy, normalize, Math.floor(now ?? Date.now())]);
  const verdict = ask(VALIDATE, packed);
  // Most inputs are sent as they were given: then nothing has to come back.
  if (!verdict) return { ok: true, value: copy[1], warnings: [] };
  const [value, issues, warnings] = verdict;
  if (!issues) return { ok: true, value, warnings: told(warnings, messages) };
  return { ok: false, issues: told(issues, messages), warnings: told(warnings, messages) };
}

/** Trims texts and drops bidirectional characters in them, puts a phone number that starts with + into the form of E.164, drops empty optional texts. */
export function normalize(operation, input) {
  return restored(call(NORMALIZE, operation, input), input);
}

/** What no JSON carries (a lone surrogate, a function) is not normalized but stays as it was given. */
function restored(normal, given) {
  if (normal === null) return given;
  if (typeof normal !== "object") return normal;
  for (const [key, value] of Object.entries(normal)) {
    try {
      normal[key] = restored(value, given[key]);
    } catch {} // a getter that throws
  }
  return normal;
}
