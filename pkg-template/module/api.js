// What the main entry point exports, whichever way its wasm module is loaded.

export { assertSafeKycUrl, isExpired, msUntilExpiry, presentation } from "./call/link.js";
export { onboard, reconcile } from "./call/onboard.js";
export { buildRequest, toInput } from "./call/request.js";
export { parseResponse } from "./call/response.js";
export { send } from "./call/transport.js";
export { verifyWebhook } from "./call/webhook.js";
export * from "./form/page.js";
export { preparation } from "./form/preparation.js";
export * from "./providers.js";
export { ready } from "./wasm/wasm.js";
