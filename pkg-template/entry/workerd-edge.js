// kyclink/edge on Cloudflare Workers: as workerd.js, with the module that has the handler.
import wasm from "../kyclink-edge.wasm";
import { setSource } from "../lib/wasm/wasm.js";

setSource(() => wasm, true);
