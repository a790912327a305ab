// The steps of a call, each on its own: build, and read what came back.

import { pairs } from "./headers.js";
import { parse } from "./response.js";
import { call } from "./wasm.js";

/** Checks an input and builds the request, without sending it. */
export function buildRequest(operation, input, config) {
  const own = config && { ...config, headers: pairs(config.headers) };
  return call("build_request", operation, input, own, Date.now());
}

/** Reads an answer: the output of any 2xx; throws on everything else. */
export function parseResponse(operation, response, input, options) {
  return parse(operation, response, input, options);
}

/** An applicant as the input of one operation. Nothing is checked. */
export function toInput(applicant, operation) {
  return call("to_input", applicant, operation);
}
