import { randomBytes } from "node:crypto";
import { sandboxBindings } from "../../www/setup.mjs";
import { ORIGIN } from "./send.mjs";
import { startNode } from "./start-node.mjs";
import { Tally } from "./stats.mjs";
import { startWorkerd } from "./workerd.mjs";

const PROVIDERS = ["spherepay", "grid"];

/** Starts the demo's Worker, and the handler in Node. `running` gets each once it runs. */
export async function startServers(folder, { baseUrls, keys }, running) {
  const secret = randomBytes(32).toString("base64");
  const bindings = (provider) => ({
    PROVIDER: provider,
    APP_ORIGIN: ORIGIN,
    COOKIE_SECRET: secret,
    ...sandboxBindings(provider, { baseUrls }),
    SPHEREPAY_WEBHOOK_SECRET: keys.spherepay,
    GRID_WEBHOOK_PUBLIC_KEY: keys.grid,
  });
  const config = {
    spherepay: { apiKey: "sandbox", baseUrl: baseUrls.spherepay, webhookSecret: keys.spherepay },
    grid: { clientId: "sandbox", clientSecret: "sandbox", baseUrl: baseUrls.grid, webhookPublicKey: keys.grid },
    allowedOrigins: [ORIGIN],
    cookieSecret: secret,
    timeout: 15_000,
  };
  const all = (make) => Object.fromEntries(PROVIDERS.map((provider) => [provider, make(provider)]));
  const start = async (name, begin) => {
    const errors = {};
    const onError = (code) => (errors[code] = (errors[code] ?? 0) + 1);
    const server = { errors, tally: new Tally(), samples: [], ...(await begin(onError)), name };
    running.push(server);
    return server;
  };
  return {
    worker: await start("Worker", (onError) => startWorkerd("worker", folder, all(bindings), onError)),
    node: await start("Node", (onError) =>
      startNode(
        folder,
        all(() => config),
        onError,
      ),
    ),
  };
}
