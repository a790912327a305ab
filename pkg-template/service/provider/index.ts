// What `kyclink/provider` exports.

export { client } from "./client.ts";
export { defineProvider } from "./define.ts";
export { providerError, webhookRefused } from "./errors.ts";
export { defineOperation } from "./operation.ts";
