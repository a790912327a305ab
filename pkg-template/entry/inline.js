// All other platforms: the module is inlined as base64, which needs no asset, no fetch, no file and no await.
import base64 from "../inline-wasm.js";
import { decodeBase64 } from "../lib/base64.js";
import { setSource } from "../lib/wasm/wasm.js";

setSource(() => new WebAssembly.Module(decodeBase64(base64)));

export * from "../lib/api.js";
