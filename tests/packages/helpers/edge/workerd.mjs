/** Runs workerd with the real Durable Object, and the sandbox as an HTTP server. */

import { fileURLToPath } from "node:url";
import { start } from "../../runtimes/workerd.mjs";
import { internal } from "../install/index.mjs";
import { createSandbox } from "./harness.mjs";
import { storeAt } from "./store-suite.mjs";

const { serve } = await internal("kit/testing/http.js");

/**
 * A sandbox on a port of this machine. After `hold(promise)`, each response waits for this promise. `network` may respond
 * in its place, or lose what `pass()` returns: without a response the connection breaks.
 */
export async function serveSandbox(network = (_request, pass) => pass()) {
  let sandbox;
  let held;
  const { port, close } = await serve(0, async (request) => {
    const { method, headers, url } = request;
    const body = (await request.text()) || undefined;
    const reply = await network({ url, method, body }, () => sandbox.fetch(url, { method, headers, body }));
    await held;
    return reply;
  });
  const origin = `http://127.0.0.1:${port}`;
  sandbox = createSandbox({ origin });
  return { sandbox, origin, close, hold: (promise) => (held = promise) };
}

const ENTRY = fileURLToPath(new URL("worker.mjs", import.meta.url));

/** The handler in workerd; what it stores is in `folder`, where one is given. `close` kills the process (SIGKILL). */
export async function startWorker(config, { folder, entry = ENTRY, ...options } = {}) {
  const worker = await start(entry, {
    bindings: { CONFIG: config },
    durableObjects: { KYCLINK: { className: "KycLinkStore", useSQLite: true } },
    durableObjectsPersist: folder,
    ...options,
  });
  const fetch = async (request) => {
    const body = request.body && new Uint8Array(await request.arrayBuffer());
    const { url, method, headers } = request;
    return worker.fetch({ method, headers: Object.fromEntries(headers), body, redirect: "manual" }, url);
  };
  const ask = async (...question) => (await worker.fetch({ method: "POST", body: JSON.stringify(question) }, "/store")).json();
  return {
    fetch,
    /** The Durable Object as a store of this process. */
    store: storeAt(ask),
    close: worker.close,
  };
}
