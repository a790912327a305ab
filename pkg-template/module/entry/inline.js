// All other platforms: the module is inlined as text, which needs no asset, no fetch, no file and no await.

import { decodeBase64 } from "../base64.js";
import deflated, { size } from "../inline-wasm.js";
import { inflate } from "../wasm/inflate.js";
import { setSource } from "../wasm/wasm.js";

setSource(() => inflate(decodeBase64(deflated), size));

export * from "../api.js";
