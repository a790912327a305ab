/**
 * The handler in a Worker with the Durable Object, and direct access to the store for tests. With `limits` in the
 * configuration, it has a limiter, whose operations on the store are counted; with `stalls`, the first of them never ends.
 */

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler, limitBy } from "kyclink/edge";

export { KycLinkStore };

let operations = 0;

const handler = createHandler(({ CONFIG: { limits, stalls, ...config }, KYCLINK }) => {
  const store = durableObjectStore(KYCLINK);
  const counted =
    (run) =>
    (...given) =>
      operations++ === 0 && stalls ? new Promise(() => {}) : run(...given);
  const counting = { get: counted(store.get), swap: counted(store.swap) };
  return { ...config, store, ...(limits && { rateLimit: limitBy({ store: counting, limits }), onError() {} }) };
});

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/operations") return Response.json(operations);
    if (pathname !== "/store") return handler(request, env, ctx);
    const [method, ...given] = await request.json();
    const store = durableObjectStore(env.KYCLINK);
    // JSON has no undefined.
    return Response.json((await store[method](...given.map((value) => value ?? undefined))) ?? null);
  },
};
