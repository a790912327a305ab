// Everywhere else: the module is inlined as text, which needs no asset, no fetch, no file and no await.
import base64 from "../inline-wasm.js";
import { setSource } from "../lib/wasm.js";

setSource(() => new WebAssembly.Module(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))));

export * from "../lib/api.js";
