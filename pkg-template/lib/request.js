// What comes before a call: its request, and its input from an applicant.

import { pairs } from "./headers.js";
import { call } from "./wasm.js";

/** Checks an input and builds the request, without sending it. */
export function buildRequest(operation, input, config) {
  const own = config && { ...config, headers: pairs(config.headers) };
  return call("build_request", operation, input, own, Date.now());
}

/** An applicant as the input of one operation. Nothing is checked. */
export function toInput(applicant, operation) {
  return call("to_input", applicant, operation);
}
