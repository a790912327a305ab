// kyclink/edge on all other platforms: as inline.js, with the module that has the handler.

import { decodeBase64 } from "../../module/base64.ts";
import { inflate } from "../../module/wasm/inflate.ts";
import { setSource } from "../../module/wasm/wasm.ts";
import deflated, { size } from "../inline-wasm-edge.js";

setSource(() => inflate(decodeBase64(deflated), size), true);
