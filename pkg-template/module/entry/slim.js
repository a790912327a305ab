// For users who serve kyclink.wasm as a separate file.

export * from "../api.js";
export { init, initSync } from "../wasm/init.js";
