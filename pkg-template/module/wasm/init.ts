// Loads the module of the slim entry points. A failed download may be retried; the first module that was set stays.

import { bytesOf, classOf } from "../bytes.ts";
import { KycLinkError } from "../error.ts";
import { blocked } from "./not-started.ts";
import { hasSource, ready, setSource } from "./wasm.ts";

/** A `WebAssembly.Module`; `object` where the platform's types do not declare it, as in `@types/node`. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;

/** What a wasm module can be loaded from: a compiled module, bytes, a response, or a URL. */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Loads the wasm file. Await it once before you call any other function. If it fails, you can call it again.
 *
 * @param source The URL, response, bytes or module of `kyclink/kyclink.wasm`, or of `kyclink/kyclink-form.wasm` for
 *   `kyclink/form/slim`.
 * @throws {KycLinkError} `not_initialized` if the file cannot be loaded; `invalid_config` if WebAssembly is blocked
 * @example
 * import wasmUrl from "kyclink/kyclink.wasm?url";
 * await init(wasmUrl);
 */
export async function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  if (!hasSource()) {
    const given = await obtain(source);
    const module = isModule(given) ? given : await compile(given);
    setSource(() => module);
  }
  await ready();
}

/**
 * Sets the wasm module synchronously, before you call any other function.
 *
 * @param source A compiled module, such as a Worker's `import`, or bytes where compiling them is allowed.
 * @throws {KycLinkError} `invalid_config` if WebAssembly is blocked
 * @example
 * import module from "kyclink/kyclink.wasm";
 * initSync(module);
 */
export function initSync(source: WasmModule | ArrayBuffer | ArrayBufferView): void {
  const module = isModule(source) ? source : compileSync(bytesOf(source) ?? new Uint8Array());
  setSource(() => module);
}

async function obtain(source: unknown): Promise<WebAssembly.Module | Bytes> {
  try {
    const given = await source;
    return isModule(given) ? given : (bytesOf(given) ?? (await download(given)));
  } catch (cause) {
    throw unavailable("it could not be downloaded.", cause);
  }
}

/** Downloads the bytes. `compileStreaming` would reject servers that do not send the media type application/wasm. */
async function download(given: unknown) {
  const response = isResponse(given) ? given : await fetch(given as string | URL);
  if (!response.ok) throw unavailable(`the server responded with status ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

async function compile(bytes: Bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw rejected(bytes, cause);
  }
}

function compileSync(bytes: Bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw rejected(bytes, cause);
  }
}

/**
 * Returns the error for bytes that do not compile: a policy blocks them only if they are a valid module, and not an
 * error page of the server or half a file.
 */
function rejected(bytes: Bytes, cause: unknown) {
  const isValid = typeof WebAssembly === "undefined" || WebAssembly.validate(bytes);
  return isValid ? blocked(cause) : unavailable("the bytes are not a wasm module.", cause);
}

function unavailable(why: string, cause?: unknown) {
  if (cause instanceof KycLinkError) return cause;
  return new KycLinkError("not_initialized", { message: `kyclink.wasm is not available: ${why}` }, { cause });
}

function isResponse(value: unknown): value is Response {
  return classOf(value) === "Response";
}

function isModule(value: unknown): value is WebAssembly.Module {
  return classOf(value) === "WebAssembly.Module";
}
