// The page, with the wasm module of the main entry.
import "../entry/workerd.js";

export * from "./server/index.js";
