// What `kyclink/provider` exports.

export { client } from "./client.js";
export { defineProvider } from "./define.js";
export { providerError, webhookRefused } from "./errors.js";
export { defineOperation } from "./operation.js";
