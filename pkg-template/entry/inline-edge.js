// kyclink/edge on all other platforms: as inline.js, with the module that has the handler.
import deflated, { size } from "../inline-wasm-edge.js";
import { decodeBase64 } from "../lib/base64.js";
import { inflate } from "../lib/wasm/inflate.js";
import { setSource } from "../lib/wasm/wasm.js";

setSource(() => inflate(decodeBase64(deflated), size), true);
