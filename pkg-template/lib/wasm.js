// The one WebAssembly instance of this copy of the package: made at the first call, replaced after a trap.
//
// Calls into it are synchronous and leave nothing behind in it, so a new instance can take over between any two of them
// and no pending call notices.

import { HOST } from "./calls.js";
import { KycLinkError, misuse } from "./error.js";
import { parseUrl } from "./host.js";
import { pack } from "./pack.js";

// An instance never gives memory back: beyond this it is replaced, after thousands of ordinary calls or a very large one.
const MAX_MEMORY = 1 << 23;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

let load;
let compiled;
let wasm;
let bytes;

/** Says where the module comes from; an entry does this when it is imported. */
export function setSource(source) {
  load ??= source;
}

/** Compiles nothing and calls nothing: whether a first call can work. */
export function hasSource() {
  return load !== undefined;
}

/**
 * Makes a call of src/js with these arguments; throws the error it answers. An input that is to be sent as it was given has
 * no answer: it is `undefined`.
 */
export function call(number, ...values) {
  return ask(number, pack(values));
}

/** The same with packed arguments; most answers are JSON. */
export function ask(number, packed, parse = JSON.parse) {
  start();
  let length;
  let answer;
  try {
    const at = wasm.alloc_input(packed.length);
    heap().set(packed, at);
    length = wasm.call(number, packed.length);
    if (length !== 0) answer = read(wasm.output_ptr(), Math.abs(length));
    if (heap().length > MAX_MEMORY) instantiate();
  } catch (cause) {
    instantiate();
    throw new KycLinkError("internal", {}, { cause });
  }
  if (length < 0) throw KycLinkError.from(JSON.parse(answer));
  return answer && parse(answer);
}

function read(at, length) {
  return decoder.decode(heap().subarray(at, at + length));
}

function write(text) {
  const written = encoder.encode(text);
  const at = wasm.alloc_host_input(written.length);
  heap().set(written, at);
  return written.length;
}

/** The instance's memory, which moves when it grows. */
function heap() {
  if (!bytes?.length) bytes = new Uint8Array(wasm.memory.buffer);
  return bytes;
}

function start() {
  if (wasm) return;
  if (!load) throw new KycLinkError("not_initialized");
  try {
    compiled = load();
  } catch (cause) {
    throw blocked(cause);
  }
  try {
    instantiate();
    if (!wasm.alloc_input) throw new TypeError("it exports something else");
  } catch (cause) {
    wasm = undefined;
    throw misuse("The wasm module is of another version of kyclink.", { cause });
  }
}

/** Nothing but numbers crosses, so that the module needs no glue. */
function instantiate() {
  const imports = { [HOST]: { parseUrl: (at, length) => write(parseUrl(read(at, length))) } };
  wasm = new WebAssembly.Instance(compiled, imports).exports;
  bytes = undefined;
}

/** What it most likely means that a module cannot be compiled. */
export function blocked(cause) {
  return misuse("WebAssembly is not available. In a page, the Content-Security-Policy needs script-src 'wasm-unsafe-eval'.", { cause });
}
