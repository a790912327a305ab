// The WebAssembly instances of this copy of the package. One at a time is the current one: created by the first call,
// replaced when its memory is full and after a trap.
//
// Calls are synchronous. Requests of the handler, flows and calls that are retried leave something in an instance: they
// stay where they began (service/edge/engine/steps.ts, module/call/running.ts), so a full instance drains and is then
// collected.

import { KycLinkError } from "../error.ts";
import { HOST } from "./calls.ts";
import { normalizeText, parseUrl } from "./host.ts";
import { json } from "./json.ts";
import type { Exports, Instance } from "./memory.ts";
import { read, write } from "./memory.ts";
import { blocked, isTooEarly, notCreated, tooEarly } from "./not-started.ts";

// An instance never shrinks: beyond this size, which takes thousands of calls or one very large one, nothing new begins
// in it. It has this size from the start: the system gives a page only when it is used, but each growth counts as a
// new object of the whole size for V8, which collects all garbage early then.
const MAX_MEMORY = 1 << 22;
const PAGE = 1 << 16;

type Source = WebAssembly.Module | Uint8Array<ArrayBuffer>;

let load: (() => Source) | undefined;
/** Whether it is the module that has the handler. */
let hasHandler = false;
/** set by the first call, like `current` */
let compiled: WebAssembly.Module | undefined;
let starting: Promise<void> | undefined;
let current: Instance | undefined;
const texts: Map<number, string> = new Map();

/**
 * Sets where the module or its bytes come from; an entry point does so when it is imported. The first source stays, except
 * that the module that has the handler replaces the one that has not: a program may import both. What has begun in an
 * instance ends there.
 */
export function setSource(source: () => Source, isOfHandler = false) {
  if (load !== undefined && (hasHandler || !isOfHandler)) return;
  load = source;
  hasHandler = isOfHandler;
  compiled = current = undefined;
  texts.clear();
}

/** Returns whether a source is set, without compiling or calling anything. */
export function hasSource() {
  return load !== undefined;
}

/** Returns an instance in which something can begin. */
export function usable() {
  current ??= start();
  if (current.isInside) current = instantiate();
  else if (current.exports.memory.buffer.byteLength > MAX_MEMORY) {
    try {
      current = instantiate();
    } catch {} // the large one works as well
  }
  return current;
}

/** Returns whether this is the current instance, and no call into it was left unfinished. */
export function isCurrent(instance: Instance) {
  return instance === current && !instance.isInside;
}

/**
 * Calls a function of src/js with these arguments, and throws the error that it writes. `T` is the type of its result,
 * which is JSON; no output is `undefined`.
 */
export function call<T = unknown>(number: number, ...values: unknown[]): T {
  const text = `[${values.map(json).join()}]`;
  return run(usable(), number, text);
}

/** Calls a function of src/js in this instance. */
export function callIn<T = unknown>(instance: Instance, number: number, ...values: unknown[]): T {
  return run(instance, number, `[${values.map(json).join()}]`);
}

/**
 * Calls a function of src/js with these arguments and the encoded input in the buffers.
 *
 * @param text the arguments
 * @param strings how many bytes the strings of the encoded input have
 */
export function run<T>(instance: Instance, number: number, text: string, strings = 0): T {
  const { exports } = instance;
  let length: number;
  let output = "";
  try {
    instance.isInside = true;
    length = exports.call(number, write(instance, text, exports.arguments_ptr), strings);
    if (length !== 0) output = read(instance, exports.output_ptr(), Math.abs(length));
    instance.isInside = false;
  } catch (cause) {
    throw failed(cause);
  }
  if (length < 0) throw KycLinkError.from(JSON.parse(output));
  return (length === 0 ? undefined : JSON.parse(output)) as T;
}

/** Returns the error for a call that trapped. */
export function failed(cause: unknown) {
  return new KycLinkError("internal", {}, { cause });
}

/** Returns the memory, and the position in it at which the last call wrote its issues, warnings and changes. */
export function foundAt() {
  const instance = current as Instance;
  const { found_ptr, memory } = instance.exports;
  const at = found_ptr() >>> 2;
  if (instance.words.length === 0) instance.words = new Int32Array(memory.buffer);
  return { words: instance.words, at };
}

/** Returns a string that the last call wrote for its issues and changes. */
export function foundText(start: number, length: number) {
  const instance = current as Instance;
  return read(instance, instance.exports.texts_ptr() + start, length);
}

/** Returns a constant string of the module. It has the same address in every instance, so each is read once. */
export function textOfModule(at: number, length: number) {
  const key = at * 2 ** 16 + length;
  const known = texts.get(key) ?? read(current as Instance, at, length);
  texts.set(key, known);
  return known;
}

/** Compiles the module, and returns its first instance. */
function start() {
  const source = sourceOf();
  try {
    compiled = source instanceof Uint8Array ? new WebAssembly.Module(source) : source;
  } catch (cause) {
    throw blocked(cause);
  }
  try {
    return instantiate();
  } catch (cause) {
    throw notCreated(cause);
  }
}

/** Returns a new instance. */
function instantiate() {
  const { imports, adopt } = plan();
  try {
    return adopt(new WebAssembly.Instance(compiled as WebAssembly.Module, imports));
  } catch (cause) {
    throw isTooEarly(cause) ? tooEarly(cause) : cause;
  }
}

/**
 * Starts WebAssembly without blocking the page. You need it only for pages in Chromium before 115: there, other functions
 * throw `not_initialized` until it has resolved.
 *
 * @throws {KycLinkError} `invalid_config` if WebAssembly is missing or blocked: let the handler validate
 * @example
 * await ready();
 */
export function ready(): Promise<void> {
  starting ??= startLater().finally(() => {
    starting = undefined;
  });
  return starting;
}

async function startLater(): Promise<void> {
  const isRunning = () => current && !current.isInside;
  if (isRunning()) return;
  const source = sourceOf();
  const from = load;
  let module = compiled;
  try {
    module ??= source instanceof Uint8Array ? await WebAssembly.compile(source) : source;
  } catch (cause) {
    throw blocked(cause);
  }
  let instance: Instance;
  try {
    const { imports, adopt } = plan();
    instance = adopt(await WebAssembly.instantiate(module, imports));
  } catch (cause) {
    throw notCreated(cause);
  }
  // The module that has the handler may have come in the meantime.
  if (load !== from) return startLater();
  compiled ??= module;
  // A call may have created one, too.
  if (!isRunning()) current = instance;
}

function sourceOf() {
  if (!load) throw new KycLinkError("not_initialized");
  return load();
}

/** Returns what an instance imports, and a function that takes it. Only numbers cross, so the module needs no glue code. */
function plan() {
  let instance: Instance;
  const host = (answer: (text: string, form: number) => string) => (at: number, length: number, form: number) =>
    write(instance, answer(read(instance, at, length), form), instance.exports.alloc_host_input);
  const adopt = (created: WebAssembly.Instance) => {
    const exports = created.exports as WebAssembly.Exports & Exports;
    if (!exports.arguments_ptr) throw new TypeError("no arguments_ptr");
    try {
      exports.memory.grow((MAX_MEMORY - exports.memory.buffer.byteLength) / PAGE);
    } catch {} // it grows by itself
    instance = { exports, isInside: false, bytes: new Uint8Array(), words: new Int32Array() };
    return instance;
  };
  return { imports: { [HOST]: { parseUrl: host(parseUrl), normalizeText: host(normalizeText) } }, adopt };
}
