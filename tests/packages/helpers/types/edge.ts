// `kyclink/edge`, `kyclink/cloudflare`: what a Worker or a server imports.

import { addressFields, fieldProps, KycLinkError, normalize, onboard, schema, validate } from "kyclink";
import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import type { Config, Handler, Status, Store, View } from "kyclink/edge";
import { createHandler, createOperator, limitBy, memoryStore, refreshRoute } from "kyclink/edge";
import { refreshEvery } from "kyclink/node";
import { client, defineProvider, type OwnProvider, type ProviderDefinition, providerError, webhookRefused } from "kyclink/provider";
import { didit } from "kyclink/providers/didit";
import { stripeIdentity } from "kyclink/providers/stripe-identity";
import { sumsub } from "kyclink/providers/sumsub";

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
  onCreated: async (created) =>
    void [created.provider === "acme" && created.customerId, created.provider === "bridge" && created.kycLinkId],
  onEvent: ({ kind, provider, reference }) => void [kind, provider === "acme" && reference],
  onError: (error, route) => void [error.message, error instanceof KycLinkError && error.code, route],
};

/** Fields of one's own. */
export const withOwnFields: Config = {
  ...config,
  ownFields: { consent: { label: { en: "I agree", de: "Ja" }, kind: "checkbox", required: true }, referral: { label: "Code" }, bare: {} },
  onCreated: ({ own }) => void [own?.consent === true, own?.referral satisfies string | true | undefined],
};

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

declare const server: { once(event: "close", listener: () => void): unknown };
export const runs: Promise<Response>[] = [
  refreshRoute(new Request("https://a.example/"), { secret: undefined, config }),
  refreshRoute(new Request("https://a.example/"), {
    secret: "s",
    config: (env: Env) => ({ ...config, cookieSecret: env.SECRET }),
    limit: 10,
  }),
];
refreshEvery(createOperator(config), { server, everyMs: 60_000, limit: 10 });
// @ts-expect-error: a timer needs the server with which it ends
refreshEvery(createOperator(config), {});

const own = { allowedOrigins: [], cookieSecret: "x", store } as const;
const grid = { clientId: "a", clientSecret: "b", environment: "sandbox" } as const;
const spherepay = { apiKey: "key", environment: "sandbox" } as const;
const rateLimit = "none";
declare const chosen: "grid" | "spherepay";
declare const perhaps: string | undefined;
declare const acme: OwnProvider;
// @ts-expect-error: there is no such agreement
export const ofNoAgreement: Config = { ...own, provider: "grid", grid: { ...grid, agreements: ["LEAD_PRIVACY"] }, rateLimit };
export const good: Config[] = [
  { ...own, provider: chosen, spherepay, grid, rateLimit },
  { ...own, provider: () => chosen, spherepay, rateLimit },
  { ...own, provider: perhaps ? chosen : () => chosen, spherepay, grid, rateLimit },
  { ...own, provider: acme, rateLimit },
  { ...own, provider: () => acme, providers: [acme], rateLimit },
  { ...own, provider: () => (perhaps ? acme : chosen), providers: [acme], grid, rateLimit },
  // A variable of the environment may not be there.
  { ...own, provider: "grid", grid: { ...grid, webhookPublicKey: perhaps }, spherepay: undefined, rateLimit, redirectUri: perhaps },
  { ...own, provider: "grid", grid: { ...grid, agreements: ["LEAD_PRIVACY_POLICY"] }, rateLimit },
  // The handler's own limiter, and one around it.
  { ...own, provider: "grid", grid, rateLimit: limitBy({ store, limits: { links: { max: 1, perMs: 1 }, "webhooks/grid": undefined } }) },
  // The results of Cloudflare's and Upstash's limiters.
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
  createHandler((env: Env) => (env.SECRET ? config : { ...own, provider: "spherepay", spherepay, rateLimit })),
];
// @ts-expect-error: `rateLimit` is misspelt
createHandler(() => ({ ...own, provider: "grid", grid, authorize: () => undefined, rateLimt: rateLimit }));
// @ts-expect-error: `onCreated` is misspelt
createHandler((env: Env) => ({ ...own, provider: "grid", grid, rateLimit, cookieSecret: env.SECRET, onCreate: () => undefined }));
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
operator.find({ reference: "user-42", provider: "acme" });
// @ts-expect-error: `find` gives nothing to anybody
operator.find({ email: "jane@example.com", to: "user-42" });

export function shown(status: Status): string {
  if (status.nextAction === "verify_contact") return status.channels.join();
  // @ts-expect-error: there are contacts to confirm only then
  status.channels?.join();
  if (status.status !== "none" && status.provider === "acme") return "Acme";
  return status.status === "none" ? "" : `${status.provider} ${status.updatedAt} ${status.otherDevice}`;
}

/** A provider of one's own. */
export const defined: OwnProvider = defineProvider({
  name: "acme",
  label: "Acme",
  applicant: { individual: ["email", "phone?"], business: ["email", "business.legalName"] },
  hosts: ["verify.acme.example"],
  account: "acme_1",
  repeat: "never",
  async create({ applicant, reference, idempotencyKey, redirectUri, customerId, fetch, signal, now }) {
    const body = JSON.stringify([applicant.email, applicant.business?.legalName, reference, idempotencyKey, redirectUri, customerId, now]);
    const response = await fetch(new URL("https://api.acme.example/"), { method: "POST", headers: { a: "b" }, body });
    if (signal.aborted || !response.ok) throw providerError({ code: "provider_rejected", issues: [{ path: "phone" }], retryAfterMs: 1 });
    return { customerId: "c-1", kycUrl: new URL("https://verify.acme.example/"), expiresAt: new Date() };
  },
  link: ({ customerId }) => ({ kycUrl: `https://verify.acme.example/${customerId}` }),
  token: ({ customerId, reference, signal, now }) =>
    signal.aborted ? { status: "approved" } : { token: customerId, id: reference, expiresAt: now + 600_000 },
  status: () => ({
    status: "incomplete",
    requirements: [{ kind: "document", who: undefined, can: undefined }],
    capabilities: [{ name: "cards", status: "pending" }],
  }),
  find: ({ reference, since }) => (since < new Date() ? [{ customerId: reference }] : null),
  preparation: { individual: { items: [{ kind: "photo_id", required: true }], decisionDays: { min: 1, max: 3 } } },
  webhook: {
    verify({ body, headers }) {
      if (headers.get("x") === null) throw webhookRefused("signature");
      return body.length > 0 ? { id: "e-1", kind: "kyc_approved", reference: "a", at: 1 } : undefined;
    },
  },
});
export const outcome = onboard(client(defined, { timeout: 1 }), { type: "individual", email: "jane@example.com" }).then((outcome) => {
  if (outcome.kind === "link") return outcome.link.kycUrl;
  return outcome.kind === "status" ? outcome.status : outcome.customerId;
});
const checked = validate(defined.operation, {}, { normalize: true });
export const city: string | undefined = checked.ok ? checked.value.address?.city : checked.issues[0]?.message;
schema(defined.operation)["~standard"].validate(normalize(defined.operation, {}));
addressFields("DE", defined.operation)[0]?.field satisfies string | undefined;
fieldProps(defined.operation, "business.legalName", { naming: "react" }).autoComplete satisfies string;
// @ts-expect-error the lists alone are no operation
validate({ individual: ["email"] }, {});
// @ts-expect-error what looks like a provider is none
export const disguised: OwnProvider = { name: "acme", label: "Acme" };
// @ts-expect-error a token is no link
export const token: ProviderDefinition["token"] = () => ({ kycUrl: "https://verify.acme.example/" });
// @ts-expect-error `repeat` says what makes a second create safe
export const repeat: ProviderDefinition["repeat"] = "always";

// While one is being replaced, there are two.
const webhookSecret = ["new", "old"] as const;
export const ready: OwnProvider[] = [
  sumsub({ appToken: "sbx:token", secretKey: "secret", levelName: "a", webhookSecret }),
  didit({ apiKey: "key", workflowId: "id", webhookSecret }),
  stripeIdentity({ secretKey: "rk_test_key", type: "document", webhookSecret }),
];
