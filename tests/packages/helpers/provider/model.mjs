/**
 * A provider of one's own, in front of a small API in memory: `Acme`. It is written as the documentation tells users to
 * write one, so that a test is one of the handler in front of it.
 */

import { createHash, createHmac } from "node:crypto";
import { browser, commonConfig, createHandler } from "../edge/harness.mjs";
import { subpath } from "../install/index.mjs";
import { API_KEY, callerOf, createApi, STATUSES } from "./world.mjs";

export const { defineOperation, defineProvider, providerError, webhookRefused, client } = await subpath("provider");

export { API, API_KEY, createApi, PAGES } from "./world.mjs";

const WEBHOOK_SECRET = "acme-webhook-secret";

export const PERSON = { type: "individual", email: "jane.smith@example.com", firstName: "Jane", lastName: "Smith" };

/** Defines the provider. `changes` replace parts of the definition. */
export function defineAcme(changes) {
  const call = callerOf(providerError);
  const definition = {
    name: "acme",
    label: "Acme",
    applicant: { individual: ["email", "firstName", "lastName", "phone?"], business: ["email", "business.legalName"] },
    hosts: ["verify.acme.example"],
    account: API_KEY,
    repeat: "reference",
    async create({ applicant, reference, idempotencyKey, redirectUri, fetch }) {
      const userId = definition.repeat === "reference" ? reference : undefined;
      const body = { userId, reference, email: applicant.email, returnUrl: redirectUri };
      const more = definition.repeat === "key" ? { "idempotency-key": idempotencyKey } : {};
      const { id, url } = await call(fetch, "POST", "/sessions", { body, more });
      return { customerId: id, kycUrl: url };
    },
    async status({ customerId, fetch }) {
      const { status } = await call(fetch, "GET", `/sessions/${customerId}`);
      return { status: STATUSES[status] };
    },
    ...changes?.({ call }),
  };
  return defineProvider(definition);
}

/** `link` of the API. */
export const withLink = ({ call }) => ({
  async link({ customerId, fetch }) {
    return { kycUrl: (await call(fetch, "POST", `/sessions/${customerId}/links`, { body: {} })).url };
  },
});

/** Webhooks: the signature is an HMAC over the body. */
export const withWebhook = () => ({
  webhook: {
    verify({ body, headers, now }) {
      const text = new TextDecoder().decode(body);
      const signature = createHmac("sha256", WEBHOOK_SECRET).update(text).digest("hex");
      if (headers.get("x-acme-signature") !== signature) throw webhookRefused("signature");
      const { id, type, session, user, at } = JSON.parse(text);
      if (now - at > 300_000) throw webhookRefused("too_old");
      if (type === "ping") return undefined;
      return { id, kind: `kyc_${type}`, customerId: session, reference: user, at };
    },
  },
});

/** A signed delivery. */
export function deliver(event) {
  const body = JSON.stringify({
    id: createHash("sha256").update(JSON.stringify(event)).digest("hex").slice(0, 12),
    at: Date.now(),
    ...event,
  });
  return { body, headers: { "x-acme-signature": createHmac("sha256", WEBHOOK_SECRET).update(body).digest("hex") } };
}

/** A handler in front of Acme. The errors that `onError` gets are in `errors`. */
export function open(changes, config) {
  const api = createApi();
  const errors = [];
  const all = {
    provider: defineAcme(changes),
    ...commonConfig(api.fetch),
    onError: (error, route) => errors.push({ error, route }),
    ...config,
  };
  const handler = createHandler(all);
  return { api, errors, handler, provider: all.provider, config: all, browser: () => browser(handler) };
}
