/** The handler in a Worker with the Durable Object, and direct access to the store for tests. */

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler, limitBy } from "kyclink/edge";

export { KycLinkStore };

const handler = createHandler(({ CONFIG: { limits, ...config }, KYCLINK }) => {
  const store = durableObjectStore(KYCLINK);
  return { ...config, store, ...(limits && { rateLimit: limitBy({ store, limits }) }) };
});

export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/store") return handler(request, env, ctx);
    const [method, ...given] = await request.json();
    const store = durableObjectStore(env.KYCLINK);
    // JSON has no undefined.
    return Response.json((await store[method](...given.map((value) => value ?? undefined))) ?? null);
  },
};
