// Vercel's edge runtime: like Workers, with its own syntax for importing a compiled module.
import wasm from "../kyclink.wasm?module";
import { setSource } from "../wasm/wasm.ts";

setSource(() => wasm);

export * from "../api.ts";
