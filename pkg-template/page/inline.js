// The page, with the wasm module of the main entry.
import "../entry/inline.js";

export * from "./server/index.js";
