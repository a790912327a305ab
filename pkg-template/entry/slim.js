// For those who serve kyclink.wasm as a file of their own.
export { init, initSync } from "../lib/init.js";
export * from "../lib/api.js";
