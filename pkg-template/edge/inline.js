// The handler, with the wasm module of the main entry.
import "../entry/inline.js";

export * from "../lib/edge/api.js";
