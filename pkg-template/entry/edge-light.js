// Vercel's edge runtime: like Workers, with its own way to ask for a compiled module.
import wasm from "../kyclink.wasm?module";
import { setSource } from "../lib/wasm.js";

setSource(() => wasm);

export * from "../lib/api.js";
