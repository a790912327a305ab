// What the main entry point exports, whichever way its wasm module is loaded.

export * from "./form/page.js";
export { preparation } from "./form/preparation.js";
export { assertSafeKycUrl, isExpired, msUntilExpiry, presentation } from "./link.js";
export { onboard, reconcile } from "./onboard.js";
export * from "./providers.js";
export { buildRequest, toInput } from "./request.js";
export { parseResponse } from "./response.js";
export { send } from "./transport.js";
export { ready } from "./wasm/wasm.js";
export { verifyWebhook } from "./webhook.js";
