// Cloudflare Workers: the bundler hands over the compiled module; compiling bytes is forbidden there.
import wasm from "../kyclink.wasm";
import { setSource } from "../lib/wasm.js";

setSource(() => wasm);

export * from "../lib/api.js";
