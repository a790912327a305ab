// What `kyclink/edge` exports.

export { createHandler } from "./handler.js";
export { memoryStore } from "./memory.js";
export { HANDLER_CODES } from "./messages.js";
export { createOperator } from "./operator.js";
