/** What `kyclink/testing` exports. */

export { assertMatch, matchers } from "./matchers.ts";
export { CONTACT_CODE, WRONG_CREDENTIAL } from "./provider.ts";
export { testProvider } from "./provider-suite.ts";
export { createSandbox } from "./sandbox.ts";
export { startSandbox } from "./server.ts";
export { storeSuite } from "./store-suite.ts";
