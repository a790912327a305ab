/** What `kyclink/testing` exports. */

export { assertMatch, matchers } from "./matchers.js";
export { CONTACT_CODE, WRONG_CREDENTIAL } from "./provider.js";
export { testProvider } from "./provider-suite.js";
export { createSandbox } from "./sandbox.js";
export { startSandbox } from "./server.js";
export { storeSuite } from "./store-suite.js";
