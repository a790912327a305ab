// What `kyclink/provider` exports.

export { client } from "./client.js";
export { defineProvider } from "./define.js";
export { defineOperation } from "./operation.js";
export { providerError, webhookRefused } from "./errors.js";
