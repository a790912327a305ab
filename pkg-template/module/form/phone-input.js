// The data of a field for a phone number.

import { PHONE_INPUT } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";

/** @type {typeof import("../../types/rules.js").phoneInput} */
export function phoneInput(country) {
  return country ? call(PHONE_INPUT, country) : undefined;
}
