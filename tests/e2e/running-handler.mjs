/** A handler with its page in front of a sandbox, for tests that need a configuration of their own. */

import { createServer } from "node:http";
import { subpath } from "../packages/helpers/install/index.mjs";

const { createHandler, memoryStore } = await subpath("edge");
const { toNodeHandler } = await subpath("node");
const { onboardingPage } = await subpath("page");
const { startSandbox } = await subpath("testing");

/**
 * Starts the handler on a free port.
 *
 * @param {() => object} [configure] returns more of the configuration
 * @param {(request: object, response: object) => unknown} [before] gets each request first; what it responds to, it returns
 */
export async function startHandler(configure = () => ({}), before = () => undefined) {
  const sandbox = await startSandbox();
  let handler;
  const server = createServer(async (request, response) => (await before(request, response)) ?? handler(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const config = {
    provider: "grid",
    spherepay: { apiKey: "key-of-the-sandbox", baseUrl: sandbox.baseUrls.spherepay, profiles: ["kyc_profile_a"] },
    grid: { clientId: "id", clientSecret: "secret-of-the-sandbox", baseUrl: sandbox.baseUrls.grid },
    bridge: { apiKey: "key-of-the-sandbox", baseUrl: sandbox.baseUrls.bridge },
    allowedOrigins: [origin],
    cookieSecret: "of-the-tests-with-at-least-thirty-two-bytes",
    store: memoryStore(),
    rateLimit: () => true,
    page: onboardingPage({ locale: "en" }),
    ...configure(),
  };
  handler = toNodeHandler(createHandler(config));
  return {
    origin,
    url: `${origin}/kyc`,
    config,
    sandbox,
    async stop() {
      server.closeAllConnections();
      server.close();
      await sandbox.close();
    },
  };
}
