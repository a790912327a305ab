// kyclink/edge on Cloudflare Workers: as workerd.js, with the module that has the handler.

import { setSource } from "../../module/wasm/wasm.ts";
import wasm from "../kyclink-edge.wasm";

setSource(() => wasm, true);
