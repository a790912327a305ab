// Runs an example once when a Worker starts, before it gets a request. V8 compiles a wasm function when it is first
// called, which would take most of the time of the first request. The example is of one provider: most of what it calls
// is the same for all of them.

import { buildRequest } from "./call/request.ts";
import { parseResponse } from "./call/response.ts";
import { EXAMPLE } from "./example.js";
import { validate } from "./form/validate.ts";

/** Makes the calls of a client that creates a customer. */
export function warmUp() {
  ignoringErrors(callOnce);
}

/** Calls a function, and ignores its errors: the first request has the same ones, and can report them. */
export function ignoringErrors(task: () => void) {
  try {
    task();
  } catch {}
}

/** Validates an input, builds its request and parses the response. Returns the verdict, the request and the output. */
export function callOnce() {
  const { config, calls } = EXAMPLE;
  const [{ operation, input, json }] = calls;
  return [
    validate(operation, input),
    buildRequest(operation, input, config),
    parseResponse(operation, { status: 200, headers: {}, body: JSON.stringify(json) }, input),
  ];
}
