// The handler between a web page and the provider, in Hono on Node: links, renewals, status and webhooks below /kyc.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createHandler, createOperator, memoryStore } from "kyclink/edge";
import { refreshEvery } from "kyclink/node";
import { onboardingPage } from "kyclink/page";

const { COOKIE_SECRET, ORIGIN, PORT, SPHEREPAY_API_KEY, SPHEREPAY_BASE_URL, SPHEREPAY_WEBHOOK_SECRET } = process.env;

const config = {
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
  page: onboardingPage(),
  agenda: true, // remembers who is open
  store: memoryStore(), // for one process; several need a store that they share
  rateLimit: () => true, // the proxy in front of this server limits requests
  onEvent: ({ source, kind }) => console.log(source, kind),
  onError: (error, route) => console.error(route, error.code),
};
const handler = createHandler(config);

const app = new Hono();
app.all("/kyc/*", (context) => handler(context.req.raw));

const server = serve({ fetch: app.fetch, port: Number(PORT ?? 8787) }, ({ port }) => console.log(`http://localhost:${port}/`));
refreshEvery(createOperator(config), { server }); // every five minutes: customers whose webhook was lost
