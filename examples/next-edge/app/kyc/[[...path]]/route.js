// The handler and its page in front of the provider, in an edge route of Next: links, renewals, status and webhooks below
// /kyc.
import { createHandler, refreshRoute } from "kyclink/edge";
import { onboardingPage } from "kyclink/page";
import { redisOverHttp } from "../store.mjs";

export const runtime = "edge";

const page = onboardingPage();

// A function, because Next also loads this module during the build, where there are no secrets.
const config = () => {
  const { COOKIE_SECRET, ORIGIN, SPHEREPAY_API_KEY, SPHEREPAY_BASE_URL, SPHEREPAY_WEBHOOK_SECRET, KV_REST_API_URL, KV_REST_API_TOKEN } =
    process.env;
  return {
    id: "kyc", // stays when the API key changes
    provider: "spherepay",
    spherepay: {
      apiKey: SPHEREPAY_API_KEY,
      baseUrl: SPHEREPAY_BASE_URL,
      webhookSecret: SPHEREPAY_WEBHOOK_SECRET,
      profiles: ["kyc_profile_a"],
    },
    allowedOrigins: [ORIGIN],
    cookieSecret: COOKIE_SECRET,
    page,
    agenda: true, // remembers who is open
    store: redisOverHttp({ url: KV_REST_API_URL, token: KV_REST_API_TOKEN }),
    rateLimit: () => true, // a rule of the firewall in front of this route limits requests
    onEvent: ({ source, kind }) => console.log(source, kind),
    onError: (error, route) => console.error(route, error.code),
  };
};
const handler = createHandler(config);

// The cron of vercel.json asks about customers whose webhook was lost. Vercel sends CRON_SECRET of the environment.
const refresh = (request) => refreshRoute(request, { secret: process.env.CRON_SECRET, config });

// Next passes a new second argument with each request: without it, the configuration is read once.
const route = (request) => (new URL(request.url).pathname === "/kyc/refresh" ? refresh(request) : handler(request));

export { route as GET, route as POST, route as OPTIONS };
