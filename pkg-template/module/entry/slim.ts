// For users who serve kyclink.wasm as a separate file.

export * from "../api.ts";
export type { WasmModule, WasmSource } from "../wasm/init.ts";
export { init, initSync } from "../wasm/init.ts";
