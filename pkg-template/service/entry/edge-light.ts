// kyclink/edge on Vercel's edge runtime: as edge-light.js, with the module that has the handler.

import { setSource } from "../../module/wasm/wasm.ts";
import wasm from "../kyclink-edge.wasm?module";

setSource(() => wasm, true);
