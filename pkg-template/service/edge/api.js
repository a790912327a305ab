// What `kyclink/edge` exports.

export { createHandler } from "./handler.js";
export { memoryStore } from "./memory.js";
export { HANDLER_CODES } from "./messages.js";
export { createOperator } from "./operator/operator.js";
export { refreshRoute } from "./operator/refresh-route.js";
export { clientNetwork, limitBy } from "./rate/limit-by.js";
export { clientAddress } from "./request/client-address.js";
