// kyclink/edge on Vercel's edge runtime: as edge-light.js, with the module that has the handler.
import wasm from "../kyclink-edge.wasm?module";
import { setSource } from "../lib/wasm/wasm.js";

setSource(() => wasm, true);
