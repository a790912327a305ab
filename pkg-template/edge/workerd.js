// The handler, with the wasm module of the main entry.
import "../entry/workerd.js";

export * from "../lib/edge/api.js";
