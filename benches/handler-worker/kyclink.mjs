// The handler in a Worker, as docs/running.md configures it: records and counts are in Durable Objects.
// The alarm of an object in memory ends workerd, so a lock and a window last longer here than the race.
import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler, limitBy } from "kyclink/edge";

export { KycLinkStore };

export default {
  fetch: createHandler((env) => {
    const store = durableObjectStore(env.KYCLINK);
    return {
      provider: "spherepay",
      spherepay: { apiKey: env.KEY, baseUrl: env.PROVIDER, profiles: ["kyc_profile_a"] },
      allowedOrigins: [env.ORIGIN],
      cookieSecret: env.COOKIE_SECRET,
      store,
      timeout: 600_000,
      rateLimit: limitBy({ store, limits: { status: { max: 600, perMs: 600_000 } } }),
    };
  }),
};
