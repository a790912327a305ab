// Cloudflare Workers: the bundler provides the compiled module; compiling bytes is not allowed.
import wasm from "../kyclink.wasm";
import { setSource } from "../wasm/wasm.ts";

setSource(() => wasm);

export * from "../api.ts";
