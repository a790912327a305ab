/**
 * The sandbox of both providers as an HTTP server, for a Worker or a browser that cannot be given a `fetch`.
 * URLs of the API use 127.0.0.1 and those of hosted pages localhost: all ports of a host share their cookies, and
 * the identity provider's pages must not get the app's.
 */

import { createServer } from "node:http";
import { createSandbox } from "../../pkg-template/testing/index.js";
import { forward } from "./bridge.mjs";
import { serveHosted } from "./hosted.mjs";
import { createCourier } from "./webhooks.mjs";

/**
 * @typedef {import("../../pkg-template/types/testing.js").Sandbox} Sandbox
 * @typedef {Omit<import("../../pkg-template/types/testing.js").SandboxOptions, "origin" | "hostedOrigin"> & { port?: number, reviewMs?: number, webhookUrl?: (provider: string) => string, onDelivery?: Parameters<typeof createCourier>[2] }} ServerOptions
 * @typedef {{ sandbox: Sandbox, port: number, origin: string, hostedOrigin: string, baseUrls: Sandbox["baseUrls"], close: () => Promise<void> }} RunningSandbox
 */

const HOST = "127.0.0.1";

/**
 * @param {ServerOptions} [options] `port` 0, the default, uses a free port. `reviewMs` is the time after which a review
 *   is approved; without it, a review never ends by itself. `webhookUrl` returns the URL to which a provider's webhooks
 *   are sent; without it, they are only listed.
 * @returns {Promise<RunningSandbox>}
 */
export async function startSandbox({ port: wanted = 0, reviewMs, webhookUrl, onDelivery = () => {}, ...options } = {}) {
  const server = createServer();
  const port = await listen(server, wanted);
  const origin = `http://${HOST}:${port}`;
  const hostedOrigin = `http://localhost:${port}`;
  const sandbox = createSandbox({ ...options, origin, hostedOrigin });

  const deliver = webhookUrl ? createCourier(sandbox, webhookUrl, onDelivery) : async () => {};

  server.on("request", (incoming, outgoing) => {
    answer(incoming, outgoing)
      .catch(() => outgoing.destroy()) // the client disconnected during its request
      .then(deliver);
  });

  /** @param {string} customerId */
  function endReview(customerId) {
    if (reviewMs === undefined) return;
    setTimeout(() => sandbox.complete(customerId, "approve").then(deliver), reviewMs).unref();
  }

  /** @param {import("node:http").IncomingMessage} incoming @param {import("node:http").ServerResponse} outgoing */
  async function answer(incoming, outgoing) {
    const { url = "/", headers } = incoming;
    // Any other host name that resolves to this machine belongs to another site (DNS rebinding).
    if (![origin, hostedOrigin].includes(`http://${headers.host}`)) {
      outgoing.writeHead(421, { connection: "close" }).end();
      return;
    }
    const token = /^\/hosted\/([^/?]+)/.exec(url)?.[1];
    if (token !== undefined) await serveHosted(incoming, outgoing, { sandbox, token, onReview: endReview });
    else if (Object.values(sandbox.baseUrls).some((base) => (origin + url).startsWith(`${base}/`)))
      await forward(sandbox, origin, incoming, outgoing);
    else
      outgoing
        .writeHead(404, { "content-type": "text/plain" })
        .end("The sandbox answers under /spherepay, /grid/2025-10-13 and /hosted.\n");
  }

  return {
    sandbox,
    port,
    origin,
    hostedOrigin,
    baseUrls: sandbox.baseUrls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import("node:http").Server} server
 * @param {number} wanted
 * @returns {Promise<number>}
 */
function listen(server, wanted) {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const taken = /** @type {NodeJS.ErrnoException} */ (error).code === "EADDRINUSE";
      reject(taken ? new Error(`port ${wanted} on ${HOST} is taken; stop what uses it or choose another`, { cause: error }) : error);
    });
    server.listen(wanted, HOST, () => resolve(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
  });
}
