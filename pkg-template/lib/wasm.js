// The one WebAssembly instance of this copy of the package: made at the first call, replaced after a trap.
//
// Calls into it are synchronous and leave nothing behind in it, so a new instance can take over between any two of them
// and no pending call notices.

import { __wbg_reset_state, call as callExport, initSync } from "../glue.js";
import { KycLinkError } from "./error.js";
import { pack } from "./pack.js";

// An instance never gives memory back: beyond this it is replaced, after thousands of ordinary calls or a very large one.
const MAX_MEMORY = 1 << 23;

let load;
let memory;

/** Says where the module comes from; an entry does this when it is imported. */
export function setSource(source) {
  load ??= source;
}

/** Compiles nothing and calls nothing: whether a first call can work. */
export function hasSource() {
  return load !== undefined;
}

/** Calls a function of src/js by name with packed arguments; throws the error it answers. */
export function call(name, ...values) {
  const answer = JSON.parse(ask(pack([name, ...values])));
  if (answer.error) throw KycLinkError.from(answer.error);
  return answer.value;
}

function ask(packed) {
  start();
  try {
    const answer = callExport(packed);
    if (memory.buffer.byteLength > MAX_MEMORY) replace();
    return answer;
  } catch (cause) {
    replace();
    throw new KycLinkError("internal", {}, { cause });
  }
}

function start() {
  if (memory) return;
  if (!load) throw new KycLinkError("not_initialized");
  let module;
  try {
    module = load();
  } catch (cause) {
    throw blocked(cause);
  }
  try {
    memory = initSync({ module }).memory;
    if (!memory) throw new TypeError("it exports no memory");
  } catch (cause) {
    const message = "The wasm module is not the one of this version of kyclink.";
    throw new KycLinkError("invalid_config", { message }, { cause });
  }
}

/** What it most likely means that a module cannot be compiled. */
export function blocked(cause) {
  const message = "WebAssembly is not available here. In a page, its Content-Security-Policy needs script-src 'wasm-unsafe-eval'.";
  return new KycLinkError("invalid_config", { message }, { cause });
}

function replace() {
  __wbg_reset_state();
  // Without a module to load this only hands out the exports of the new instance.
  memory = initSync().memory;
}
