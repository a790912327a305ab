// What comes before a call: its request, and its input from an applicant.

import { BUILD_REQUEST, TO_INPUT } from "./calls.js";
import { pairs } from "./headers.js";
import { ownOptions } from "./options.js";
import { pack } from "./pack.js";
import { ask, call } from "./wasm.js";

/** Checks an input and builds the request, without sending it. */
export function buildRequest(operation, input, config) {
  const own = config && { ...config, headers: pairs(ownOptions(config).headers) };
  return build(operation, input, own);
}

/** The same with what is ready to be packed. */
export function build(operation, input, config) {
  return ask(BUILD_REQUEST, pack([operation, input, config, Date.now()]), request);
}

/** A body stands behind the rest as it is: quoted, it would be written and read twice. */
function request(answer) {
  const end = answer.indexOf("\n");
  return end < 0 ? JSON.parse(answer) : { ...JSON.parse(answer.slice(0, end)), body: answer.slice(end + 1) };
}

/** An applicant as the input of one operation. Nothing is checked. */
export function toInput(applicant, operation) {
  return call(TO_INPUT, applicant, operation);
}
