// What `kyclink/edge` offers.

export { createHandler } from "./handler.js";
export { memoryStore } from "./memory.js";
