// What an applicant should have at hand before the hosted page.

import { PREPARATION } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";

/** @type {typeof import("../../types/core.js").preparation} */
export function preparation(provider, applicant) {
  return call(PREPARATION, provider, applicant);
}
