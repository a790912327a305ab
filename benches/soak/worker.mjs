// The demo's Worker with Durable Objects, and a route that collects garbage and returns the size of the wasm memory.

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler } from "kyclink/edge";
import { onboardingPage } from "kyclink/page";
import { configOf } from "../../www/worker/config.ts";
import { logResponse } from "../../www/worker/log.ts";
import { wasmUse } from "./instances.mjs";
import { shortLived } from "./short-lived.mjs";

export { KycLinkStore };

const page = onboardingPage();
const handle = createHandler((env) => ({ ...configOf(env), store: shortLived(durableObjectStore(env.KYCLINK)), page }));

export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname === "/soak") {
      globalThis.gc();
      return Response.json(wasmUse());
    }
    const response = await handle(request, env, ctx);
    logResponse(request, response);
    return response;
  },
};
