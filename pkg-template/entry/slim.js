// For those who serve kyclink.wasm as a file of their own.

export * from "../lib/api.js";
export { init, initSync } from "../lib/init.js";
