// `kyclink/edge`, `kyclink/cloudflare`: what a Worker or a server imports.

import { KycLinkError } from "kyclink";
import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import type { Config, Handler, Status, Store, View } from "kyclink/edge";
import { clientAddress, clientNetwork, createHandler, createOperator, limitBy, memoryStore } from "kyclink/edge";

declare const namespace: Parameters<typeof durableObjectStore>[0];
const store: Store = durableObjectStore(namespace);

const config: Config = {
  provider: ({ address }) => (address?.country === "US" ? "spherepay" : "grid"),
  spherepay: { apiKey: "key", environment: "production", webhookSecret: ["new", "old"], profiles: ["a"] },
  grid: { clientId: "a", clientSecret: "b", environment: "production", webhookPublicKey: "pem" },
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
  onError: (error, route) => void [error.message, error instanceof KycLinkError && error.code, route],
};

/** Fields of one's own. */
export const withOwnFields: Config = {
  ...config,
  ownFields: { consent: { label: { en: "I agree", de: "Ja" }, kind: "checkbox", required: true }, referral: { label: "Code" }, bare: {} },
  onCreated: ({ own }) => void [own?.consent === true, own?.referral satisfies string | true | undefined],
};
// @ts-expect-error: English is for all other languages
export const withoutEnglish: Config = { ...config, ownFields: { consent: { label: { de: "Ja" } } } };
// @ts-expect-error: there is no such kind
export const ofNoKind: Config = { ...config, ownFields: { consent: { kind: "radio" } } };

interface Env {
  SECRET: string;
}
export const handlers: Handler<Env>[] = [
  createHandler(config),
  createHandler((env: Env) => ({ ...config, cookieSecret: env.SECRET, store: memoryStore() })),
];
export const response: Promise<Response> = createHandler(config)(new Request("https://a.example/"), undefined, {
  waitUntil: (promise) => void promise,
});
export { KycLinkStore };

const own = { allowedOrigins: [], cookieSecret: "x", store } as const;
const grid = { clientId: "a", clientSecret: "b", environment: "sandbox" } as const;
const spherepay = { apiKey: "key", environment: "sandbox" } as const;
const rateLimit = "none";
declare const chosen: "grid" | "spherepay";
declare const perhaps: string | undefined;
// @ts-expect-error: there is no such agreement
export const ofNoAgreement: Config = { ...own, provider: "grid", grid: { ...grid, agreements: ["LEAD_PRIVACY"] }, rateLimit };
export const good: Config[] = [
  { ...own, provider: "grid", grid, rateLimit },
  { ...own, provider: "spherepay", spherepay, authorize: () => undefined },
  { ...own, provider: "spherepay", spherepay, grid, rateLimit },
  { ...own, provider: chosen, spherepay, grid, rateLimit },
  { ...own, provider: () => chosen, spherepay, rateLimit },
  // A variable of the environment may not be there.
  { ...own, provider: "grid", grid: { ...grid, webhookPublicKey: perhaps }, spherepay: undefined, rateLimit, redirectUri: perhaps },
  { ...own, provider: "grid", grid: { ...grid, agreements: ["LEAD_PRIVACY_POLICY"] }, rateLimit },
  // The handler's own limiter, and one around it.
  { ...own, provider: "grid", grid, rateLimit: limitBy({ store }) },
  { ...own, provider: "grid", grid, rateLimit: limitBy({ store, limits: { links: { max: 1, perMs: 1 }, "webhooks/grid": undefined } }) },
  { ...own, provider: "grid", grid, rateLimit: limitBy({ store, key: (request) => clientAddress(request) }) },
  { ...own, provider: "grid", grid, rateLimit: (request) => clientNetwork(request) === "203.0.113.7" },
  {
    ...own,
    provider: "grid",
    grid,
    rateLimit: async (request, route) => {
      const verdict = await limitBy({ store })(request, route);
      return verdict === true ? true : { retryAfterMs: verdict.retryAfterMs };
    },
  },
  // The results of Cloudflare's and Upstash's limiters.
  { ...own, provider: "grid", grid, rateLimit: async () => ({ success: true }) },
  {
    ...own,
    provider: "grid",
    grid,
    rateLimit: async () => ({ success: false, limit: 10, remaining: 0, reset: 1, pending: Promise.resolve() }),
  },
];

// @ts-expect-error: nothing says how often anybody may ask
createHandler({ ...own, provider: "grid", grid });
// @ts-expect-error: no store
createHandler({ provider: "grid", grid, rateLimit, allowedOrigins: [], cookieSecret: "x" });
// @ts-expect-error: no credentials of the provider
createHandler({ ...own, provider: "grid", spherepay, rateLimit });
// @ts-expect-error: no credentials at all
createHandler({ ...own, provider: () => "grid", rateLimit });
// @ts-expect-error: no credentials of one of the two
createHandler({ ...own, provider: chosen, grid, rateLimit });
// @ts-expect-error: SpherePay's webhooks have a secret
createHandler({ ...own, provider: "spherepay", spherepay: { ...spherepay, webhookPublicKey: "pem" }, rateLimit });
// @ts-expect-error: neither environment nor baseUrl
createHandler({ ...own, provider: "spherepay", spherepay: { apiKey: "key" }, rateLimit });
// @ts-expect-error: there is no such provider
export const worse: Config["provider"] = "nobody";

// In a function, too.
export const configured = [
  createHandler((env: Env) => ({
    ...own,
    provider: "grid",
    grid: { ...grid, webhookPublicKey: env.SECRET },
    rateLimit,
    onCreated: ({ customerId, reference }) => void [customerId satisfies string | undefined, reference satisfies string],
  })),
  createHandler(({ SECRET }: Env) => {
    const provider = SECRET === "" ? "grid" : "spherepay";
    return { ...own, provider, grid, spherepay, rateLimit: (request, route) => request.url.endsWith(route) };
  }),
  createHandler<Env>(({ SECRET }) => ({ ...own, provider: "grid", grid, rateLimit, cookieSecret: SECRET })),
  createHandler(() => config),
  createHandler((env: Env) => (env.SECRET ? config : { ...own, provider: "spherepay", spherepay, rateLimit })),
];
// @ts-expect-error: `rateLimit` is misspelt
createHandler(() => ({ ...own, provider: "grid", grid, authorize: () => undefined, rateLimt: rateLimit }));
// @ts-expect-error: `onCreated` is misspelt
createHandler((env: Env) => ({ ...own, provider: "grid", grid, rateLimit, cookieSecret: env.SECRET, onCreate: () => undefined }));
// @ts-expect-error: `webhookPublicKey` is misspelt
createHandler(() => ({ ...own, provider: "grid", grid: { ...grid, webhookPublikKey: "pem" }, rateLimit }));
// @ts-expect-error: a misspelt option in one of two results
createHandler((env: Env) => (env.SECRET ? { ...config, onEvnt: () => undefined } : config));
// @ts-expect-error: `onEvent` is misspelt
createOperator(() => ({ ...own, provider: "grid", grid, rateLimit, onEvnt: () => undefined }));
// @ts-expect-error: no store
createHandler(() => ({ provider: "grid", grid, rateLimit, allowedOrigins: [], cookieSecret: "x" }));

const operator = createOperator((env: Env) => ({ ...config, cookieSecret: env.SECRET }), { SECRET: "secret" });
export async function help(): Promise<string> {
  const found = await operator.find({ email: "jane@example.com", provider: "bridge" });
  if (found.status === "none") return found.nextAction;
  const { to, newOnboarding } = await operator.release({ customerId: found.customerId ?? found.kycLinkId ?? "", to: "user-42" });
  return [to, newOnboarding, found.others?.join(), found.limits.map(({ name, until }) => name + until)].join();
}
export const link: Promise<{ url: string; expiresAt: string }> = operator.resumeLink({ reference: "user-42", ttlMs: 86_400_000 });
operator.resumeLink({ customerId: "customer_1", to: "user-42", provider: "spherepay", ttlMs: 60_000 });
// @ts-expect-error: for how long
operator.resumeLink({ customerId: "customer_1" });
// @ts-expect-error: an address may be that of a stranger's customer
operator.resumeLink({ email: "jane@example.com", ttlMs: 60_000 });
// @ts-expect-error: the reference is that of the person
operator.resumeLink({ reference: "user-42", to: "user-43", ttlMs: 60_000 });
// @ts-expect-error: one of them
operator.find({ email: "jane@example.com", reference: "user-42" });
// @ts-expect-error: none of them
operator.release({ to: "user-42" });
// @ts-expect-error: `find` gives nothing to anybody
operator.find({ email: "jane@example.com", to: "user-42" });

export function shown(status: Status): string {
  if (status.nextAction === "verify_contact") return status.channels.join();
  // @ts-expect-error: there are contacts to confirm only then
  status.channels?.join();
  return status.status === "none" ? "" : `${status.provider} ${status.updatedAt} ${status.otherDevice}`;
}
