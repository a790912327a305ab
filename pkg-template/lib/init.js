// How the slim entries come by their module. A failed download may be tried again; the first module wins.

import { bytesOf, tag } from "./bytes.js";
import { KycLinkError } from "./error.js";
import { blocked, hasSource, setSource } from "./wasm.js";

/** Takes the module itself, its bytes, a response, a promise of any of these, or the URL to fetch it from. */
export async function init(source) {
  if (hasSource()) return;
  const given = await obtain(source);
  const module = isModule(given) ? given : await compile(given);
  setSource(() => module);
}

/** Takes the module or its bytes, at once. */
export function initSync(source) {
  const module = isModule(source) ? source : compileSync(bytesOf(source) ?? new Uint8Array());
  setSource(() => module);
}

/** The module or its bytes. */
async function obtain(source) {
  try {
    const given = await source;
    return isModule(given) ? given : (bytesOf(given) ?? (await download(given)));
  } catch (cause) {
    throw unavailable("it could not be downloaded.", cause);
  }
}

// Not compileStreaming: it refuses a server that does not know the media type application/wasm.
async function download(given) {
  const response = tag(given) === "Response" ? given : await fetch(given);
  if (!response.ok) throw unavailable(`the server answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

async function compile(bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw refused(bytes, cause);
  }
}

function compileSync(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw refused(bytes, cause);
  }
}

/** A server's own page, or half a file, is no matter of policy. */
function refused(bytes, cause) {
  const whole = typeof WebAssembly === "undefined" || WebAssembly.validate(bytes);
  return whole ? blocked(cause) : unavailable("what came is no wasm file.", cause);
}

function unavailable(why, cause) {
  if (cause instanceof KycLinkError) return cause;
  return new KycLinkError("not_initialized", { message: `kyclink.wasm is not there: ${why}` }, { cause });
}

function isModule(value) {
  return tag(value) === "WebAssembly.Module";
}
