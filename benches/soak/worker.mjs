// The demo's Worker with Durable Objects, and a route that collects garbage and returns the size of the wasm memory.

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler } from "kyclink/edge";
import { configOf } from "../../www/worker/config.ts";
import { render } from "../../www/worker/site.ts";
import { createWorker } from "../../www/worker/worker.ts";
import { wasmUse } from "./instances.mjs";
import { shortLived } from "./short-lived.mjs";

export { KycLinkStore };

const worker = createWorker(
  createHandler((env) => ({
    ...configOf(env),
    store: shortLived(durableObjectStore(env.KYCLINK)),
    render: (view, request) => render(view, env, request),
  })),
);

export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/soak") return worker.fetch(request, env, ctx);
    globalThis.gc();
    return Response.json(wasmUse());
  },
};
