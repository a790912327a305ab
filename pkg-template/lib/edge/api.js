// What `kyclink/edge` exports.

export { clientAddress } from "./client-address.js";
export { createHandler } from "./handler.js";
export { clientNetwork, limitBy } from "./limit-by.js";
export { memoryStore } from "./memory.js";
export { HANDLER_CODES } from "./messages.js";
export { createOperator } from "./operator.js";
export { refreshRoute } from "./refresh-route.js";
