/** Runs workerd with the real Durable Object, and the sandbox as an HTTP server. */

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { bundle } from "../../runtimes/bundle.mjs";
import { wasm } from "../install/index.mjs";
import { createSandbox } from "./harness.mjs";
import { storeAt } from "./store-suite.mjs";

/**
 * A sandbox on a port of this machine. After `hold(promise)`, each response waits for this promise. `network` may respond
 * in its place, or lose what `pass()` returns: without a response the connection breaks.
 */
export async function serveSandbox(network = (_request, pass) => pass()) {
  let sandbox;
  let held;
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const body = chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined;
    const { method, headers } = request;
    const url = origin + request.url;
    try {
      const reply = await network({ url, method, body }, () => sandbox.fetch(url, { method, headers, body }));
      await held;
      if (!reply) return response.destroy();
      response.writeHead(reply.status, Object.fromEntries(reply.headers));
      response.end(await reply.text());
    } catch {
      response.destroy();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  sandbox = createSandbox({ origin });
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { sandbox, origin, close, hold: (promise) => (held = promise) };
}

const ENTRY = fileURLToPath(new URL("worker.mjs", import.meta.url));
const bundles = new Map();

/** The handler in workerd; what it stores is in `folder`, where one is given. `close` kills the process (SIGKILL). */
export async function startWorker(config, { folder, nodejsCompat, entry = ENTRY, compatibilityDate = "2026-04-01" } = {}) {
  if (!bundles.has(entry)) bundles.set(entry, bundle(entry, { conditions: ["workerd", "worker", "browser"] }));
  const { text } = await bundles.get(entry);
  const miniflare = new Miniflare({
    modules: [
      { type: "ESModule", path: "worker.mjs", contents: text },
      { type: "CompiledWasm", path: "kyclink.wasm", contents: wasm() },
    ],
    modulesRoot: "/",
    bindings: { CONFIG: config },
    durableObjects: { KYCLINK: { className: "KycLinkStore", useSQLite: true } },
    durableObjectsPersist: folder,
    compatibilityDate,
    compatibilityFlags: nodejsCompat ? ["nodejs_compat"] : ["no_nodejs_compat_v2"],
    cf: false,
    telemetry: { enabled: false },
  });
  await miniflare.ready;
  const fetch = async (request) => {
    const body = request.body && new Uint8Array(await request.arrayBuffer());
    return miniflare.dispatchFetch(request.url, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body,
      redirect: "manual",
    });
  };
  const ask = async (...question) =>
    (await miniflare.dispatchFetch("http://localhost/store", { method: "POST", body: JSON.stringify(question) })).json();
  return {
    fetch,
    /** The Durable Object as a store of this process. */
    store: storeAt(ask),
    /** Sends the Worker a scheduled event, as a cron does, and returns how it ended: `"ok"` or `"exception"`. */
    scheduled: async () => (await (await miniflare.getWorker()).scheduled()).outcome,
    close: () => miniflare.dispose(),
  };
}
