// How the slim entries come by their module. A failed download may be tried again; the first module wins.

import { KycLinkError } from "./error.js";
import { blocked, hasSource, setSource } from "./wasm.js";

/** Takes the module itself, its bytes, a response, a promise of any of these, or the URL to fetch it from. */
export async function init(source) {
  if (hasSource()) return;
  const given = await source;
  const module = isModule(given) ? given : await compile(given);
  setSource(() => module);
}

/** Takes the module or its bytes, at once. */
export function initSync(source) {
  const module = isModule(source) ? source : new WebAssembly.Module(source);
  setSource(() => module);
}

async function compile(given) {
  const bytes = ArrayBuffer.isView(given) || tag(given) === "ArrayBuffer" ? given : await download(given);
  return WebAssembly.compile(bytes).catch((cause) => {
    throw blocked(cause);
  });
}

// Not compileStreaming: it refuses a server that does not know the media type application/wasm.
async function download(given) {
  const response = tag(given) === "Response" ? given : await fetch(given);
  if (response.ok) return response.arrayBuffer();
  throw new KycLinkError("not_initialized", { message: `The wasm file was not there: the server answered ${response.status}.` });
}

// A module may come from another realm and is then no instance of this realm's class.
function isModule(value) {
  return tag(value) === "WebAssembly.Module";
}

function tag(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}
