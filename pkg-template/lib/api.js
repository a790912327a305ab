// What the main entry point exports, whichever way its wasm module is loaded.

export * from "./form.js";
export { assertSafeKycUrl, isExpired, msUntilExpiry } from "./link.js";
export { onboard, reconcile } from "./onboard.js";
export * from "./providers.js";
export { buildRequest, toInput } from "./request.js";
export { parseResponse } from "./response.js";
export { send } from "./transport.js";
export { verifyWebhook } from "./webhook.js";
