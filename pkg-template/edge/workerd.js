// The handler, over the wasm of the main entry.
import "../entry/workerd.js";

export * from "../lib/edge/api.js";
