// The handler, with the wasm module of the main entry.
import "../entry/edge-light.js";

export * from "../lib/edge/api.js";
