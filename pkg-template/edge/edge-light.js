// The handler, over the wasm of the main entry.
import "../entry/edge-light.js";

export * from "../lib/edge/api.js";
