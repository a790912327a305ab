// The handler and its page in front of the provider, on Cloudflare: records are in Durable Objects, secrets are bindings,
// and a cron asks about customers whose webhook was lost.
import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { clientNetwork, createHandler, createOperator } from "kyclink/edge";
import { onboardingPage } from "kyclink/page";

export { KycLinkStore };

const page = onboardingPage();

const config = (env) => ({
  id: "kyc", // stays when the API key changes
  provider: "spherepay",
  spherepay: {
    apiKey: env.SPHEREPAY_API_KEY,
    baseUrl: env.SPHEREPAY_BASE_URL,
    webhookSecret: env.SPHEREPAY_WEBHOOK_SECRET,
    profiles: ["kyc_profile_a"],
  },
  allowedOrigins: [env.ORIGIN],
  cookieSecret: env.COOKIE_SECRET,
  page,
  agenda: true, // remembers who is open
  store: durableObjectStore(env.KYCLINK),
  rateLimit: async (request, route) => {
    if (route.startsWith("webhooks/")) return true; // many deliveries come from few addresses
    const limiter = ["page", "status"].includes(route) ? env.VISITS : env.LIMITER; // an open page asks for its status
    return limiter.limit({ key: clientNetwork(request) ?? "" });
  },
  onEvent: ({ source, kind }) => console.log(source, kind),
  onError: (error, route) => console.error(route, error.code),
});

export default {
  fetch: createHandler(config),
  scheduled: (_event, env) => createOperator(config, env).refresh(),
};
