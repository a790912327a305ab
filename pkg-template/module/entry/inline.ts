// All other platforms: the module is inlined as text, which needs no asset, no fetch, no file and no await.

import { decodeBase64 } from "../base64.ts";
import deflated, { size } from "../inline-wasm.js";
import { inflate } from "../wasm/inflate.ts";
import { setSource } from "../wasm/wasm.ts";

setSource(() => inflate(decodeBase64(deflated), size));

export * from "../api.ts";
