// All other platforms: the module is inlined as text, which needs no asset, no fetch, no file and no await.
import deflated, { size } from "../inline-wasm.js";
import { decodeBase64 } from "../lib/base64.js";
import { inflate } from "../lib/wasm/inflate.js";
import { setSource } from "../lib/wasm/wasm.js";

setSource(() => inflate(decodeBase64(deflated), size));

export * from "../lib/api.js";
