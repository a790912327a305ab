// The handler between a web page and the provider, for `deno serve` and Deno Deploy: links, renewals, status and webhooks below
// /kyc.
import { createHandler } from "kyclink/edge";
import { kvStore } from "./store.js";

const [apiKey, baseUrl, webhookSecret, origin, cookieSecret] = [
  "SPHEREPAY_API_KEY",
  "SPHEREPAY_BASE_URL",
  "SPHEREPAY_WEBHOOK_SECRET",
  "ORIGIN",
  "COOKIE_SECRET",
].map((name) => Deno.env.get(name));

const handler = createHandler({
  provider: "spherepay",
  spherepay: { apiKey, baseUrl, webhookSecret },
  allowedOrigins: [origin],
  cookieSecret,
  store: await kvStore(),
  rateLimit: "none", // a proxy in front of this server limits requests
  onError: (error, route) => console.error(route, error.code),
});

export default { fetch: (request) => handler(request) };
