// What `kyclink/edge` exports.

export { createHandler } from "./handler.ts";
export { memoryStore } from "./memory.ts";
export { HANDLER_CODES } from "./messages.ts";
export { createOperator } from "./operator/operator.ts";
export { refreshRoute } from "./operator/refresh-route.ts";
export { clientNetwork, limitBy } from "./rate/limit-by.ts";
export { clientAddress } from "./request/client-address.ts";
