// For users who serve kyclink.wasm as a separate file.

export * from "../lib/api.js";
export { init, initSync } from "../lib/wasm/init.js";
