// The handler, over the wasm of the main entry.
import "../entry/inline.js";

export * from "../lib/edge/api.js";
