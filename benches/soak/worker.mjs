// The handler in a Worker with Durable Objects, and a route that collects garbage and returns the use of wasm.

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler } from "kyclink/edge";
import { onboardingPage } from "kyclink/page";
import { shortLived, wasmUse } from "./instances.mjs";

export { KycLinkStore };

const page = onboardingPage();
const provider = ({ address }) => (address.country === "DE" ? "grid" : "spherepay");
const handle = createHandler(({ CONFIG, KYCLINK }) => ({
  ...JSON.parse(CONFIG),
  page,
  provider,
  onError() {}, // the handler in Node counts them
  store: shortLived(durableObjectStore(KYCLINK)),
}));

export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/soak") return handle(request, env, ctx);
    globalThis.gc();
    return Response.json(wasmUse());
  },
};
