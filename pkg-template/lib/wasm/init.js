// Loads the module of the slim entry points. A failed download may be retried; the first module that was set stays.

import { bytesOf, classOf } from "../bytes.js";
import { KycLinkError } from "../error.js";
import { blocked, hasSource, setSource } from "./wasm.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Takes the module, its bytes, a response, a promise of any of these, or the URL to fetch it from.
 *
 * @type {typeof import("../../types/init.js").init}
 */
export async function init(source) {
  if (hasSource()) return;
  const given = await obtain(source);
  const module = isModule(given) ? given : await compile(given);
  setSource(() => module);
}

/**
 * Takes the module or its bytes, synchronously.
 *
 * @type {typeof import("../../types/init.js").initSync}
 */
export function initSync(source) {
  const module = isModule(source) ? source : compileSync(bytesOf(source) ?? new Uint8Array());
  setSource(() => module);
}

/**
 * Returns the module or its bytes.
 *
 * @param {unknown} source
 * @returns {Promise<WebAssembly.Module | Bytes>}
 */
async function obtain(source) {
  try {
    const given = await source;
    return isModule(given) ? given : (bytesOf(given) ?? (await download(given)));
  } catch (cause) {
    throw unavailable("it could not be downloaded.", cause);
  }
}

/**
 * Downloads the bytes. `compileStreaming` would reject servers that do not send the media type application/wasm.
 *
 * @param {unknown} given
 */
async function download(given) {
  const response = isResponse(given) ? given : await fetch(/** @type {string | URL} */ (given));
  if (!response.ok) throw unavailable(`the server responded with status ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {Bytes} bytes */
async function compile(bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw rejected(bytes, cause);
  }
}

/** @param {Bytes} bytes */
function compileSync(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw rejected(bytes, cause);
  }
}

/**
 * Returns the error for bytes that do not compile: a policy blocks them only if they are a valid module, and not an
 * error page of the server or half a file.
 *
 * @param {Bytes} bytes
 * @param {unknown} cause
 */
function rejected(bytes, cause) {
  const isValid = typeof WebAssembly === "undefined" || WebAssembly.validate(bytes);
  return isValid ? blocked(cause) : unavailable("the bytes are not a wasm module.", cause);
}

/**
 * @param {string} why
 * @param {unknown} [cause]
 */
function unavailable(why, cause) {
  if (cause instanceof KycLinkError) return cause;
  return new KycLinkError("not_initialized", { message: `kyclink.wasm is not available: ${why}` }, { cause });
}

/**
 * @param {unknown} value
 * @returns {value is WebAssembly.Module}
 */
function isModule(value) {
  return classOf(value) === "WebAssembly.Module";
}

/**
 * @param {unknown} value
 * @returns {value is Response}
 */
function isResponse(value) {
  return classOf(value) === "Response";
}
