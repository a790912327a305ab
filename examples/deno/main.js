// The handler between a web page and the provider, for `deno serve` and Deno Deploy: links, renewals, status and
// webhooks below /kyc.
import { createHandler, limitBy } from "kyclink/edge";
import { onboardingPage } from "kyclink/page";
import { denoKvStore } from "kyclink/stores/deno-kv";

const [apiKey, baseUrl, webhookSecret, origin, cookieSecret] = [
  "SPHEREPAY_API_KEY",
  "SPHEREPAY_BASE_URL",
  "SPHEREPAY_WEBHOOK_SECRET",
  "ORIGIN",
  "COOKIE_SECRET",
].map((name) => Deno.env.get(name));

const store = denoKvStore(await Deno.openKv());
const handler = createHandler({
  id: "kyc", // stays when the API key changes
  provider: "spherepay",
  spherepay: { apiKey, baseUrl, webhookSecret, profiles: ["kyc_profile_a"] },
  allowedOrigins: [origin],
  cookieSecret,
  page: onboardingPage(),
  store,
  rateLimit: limitBy({ store }), // by the address that Deno passes with each request
  onError: (error, route) => console.error(route, error.code),
});

export default { fetch: (request, info) => handler(request, info) };
