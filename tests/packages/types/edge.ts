// `kyclink/edge`, `kyclink/cloudflare`: what a Worker or a server imports.
import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import type { Config, Handler, Store, View } from "kyclink/edge";
import { createHandler, memoryStore } from "kyclink/edge";

declare const namespace: Parameters<typeof durableObjectStore>[0];
const store: Store = durableObjectStore(namespace);

const config: Config = {
  provider: ({ address }) => (address?.country === "US" ? "spherepay" : "grid"),
  spherepay: { apiKey: "key", environment: "production", webhookSecret: ["new", "old"], profiles: ["a"] },
  grid: { clientId: "a", clientSecret: "b", webhookPublicKey: "pem" },
  allowedOrigins: ["https://app.example.com"],
  cookieSecret: "secret",
  store,
  authorize: (request, route) => (route === "links" && request.headers.get("x") ? { reference: "a" } : new Response(null, { status: 401 })),
  rateLimit: () => ({ retryAfterMs: 1 }),
  render: (view: View, { headers }) =>
    view.kind === "form"
      ? (view.values.email ?? headers.get("accept-language") ?? "")
      : view.kind === "verify_contact"
        ? view.channels.join()
        : new Response("x"),
  onCreated: async ({ provider, customerId, reference }) => void [provider, customerId, reference],
  onEvent: ({ kind }) => void kind,
  onError: (error, route) => void [error, route],
};

interface Env {
  SECRET: string;
}
export const handlers: Handler<Env>[] = [
  createHandler(config),
  createHandler((env: Env) => ({ ...config, cookieSecret: env.SECRET, store: memoryStore() })),
];
export const answer: Promise<Response> = createHandler(config)(new Request("https://a.example/"), undefined, {
  waitUntil: (promise) => void promise,
});
export { KycLinkStore };

// @ts-expect-error: nothing says how often anybody may ask, or which store
export const bad: Config = { provider: "grid", allowedOrigins: [], cookieSecret: "x" };
// @ts-expect-error: there is no such provider
export const worse: Config["provider"] = "nobody";
