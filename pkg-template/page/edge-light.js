// The page, with the wasm module of the main entry.
import "../entry/edge-light.js";

export * from "./server/index.js";
