// Loads the module of the slim entry points. A failed download may be retried; the first module that was set stays.

import { bytesOf, classOf } from "../bytes.js";
import { KycLinkError } from "../error.js";
import { blocked } from "./not-started.js";
import { hasSource, ready, setSource } from "./wasm.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @type {typeof import("../../types/init.js").init} */
export async function init(source) {
  if (!hasSource()) {
    const given = await obtain(source);
    const module = isModule(given) ? given : await compile(given);
    setSource(() => module);
  }
  await ready();
}

/** @type {typeof import("../../types/init.js").initSync} */
export function initSync(source) {
  const module = isModule(source) ? source : compileSync(bytesOf(source) ?? new Uint8Array());
  setSource(() => module);
}

/**
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
  const isResponse = classOf(given) === "Response";
  const response = isResponse ? /** @type {Response} */ (given) : await fetch(/** @type {string | URL} */ (given));
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
