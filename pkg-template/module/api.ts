// What the main entry point exports, whichever way its wasm module is loaded.

export { assertSafeKycUrl, isExpired, msUntilExpiry, presentation } from "./call/link.ts";
export { onboard, reconcile } from "./call/onboard.ts";
export { buildRequest, toInput } from "./call/request.ts";
export { parseResponse } from "./call/response.ts";
export { send } from "./call/transport.ts";
export { verifyWebhook } from "./call/webhook.ts";
export * from "./form/page.ts";
export { preparation } from "./form/preparation.ts";
export * from "./providers.ts";
export { ready } from "./wasm/wasm.ts";
