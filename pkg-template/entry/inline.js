// Everywhere else: the module travels as text, so that there is no asset to serve, no fetch, no file and no await.
import base64 from "../inline-wasm.js";
import { setSource } from "../lib/wasm.js";

setSource(() => new WebAssembly.Module(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))));

export * from "../lib/api.js";
