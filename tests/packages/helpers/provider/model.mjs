/**
 * A provider of one's own, in front of a small API in memory: `Acme`. It is written as the documentation tells users to
 * write one, so that a test is one of the handler in front of it.
 */

import { createHash, createHmac } from "node:crypto";
import { browser, createHandler, memoryStore, ORIGIN, SECRET } from "../edge/harness.mjs";
import { subpath } from "../install/index.mjs";

export const { defineProvider, providerError, webhookRefused, client } = await subpath("provider");

export const API = "https://api.acme.example";
export const PAGES = "https://verify.acme.example";
export const API_KEY = "acme-key-of-ours-0123456789";
const WEBHOOK_SECRET = "acme-webhook-secret";

export const PERSON = { type: "individual", email: "jane.smith@example.com", firstName: "Jane", lastName: "Smith" };

/**
 * Creates the API. `sessions` are its customers by id. `fail` is called with each request before it is carried out, and
 * `lose` after that: a response, or an error to throw, takes the place of what the API says.
 */
export function createApi() {
  const api = { sessions: new Map(), requests: [], fail: () => {}, lose: () => {}, fetch };
  const reply = (body, status = 200) => new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  const link = (session) => `${PAGES}/${session.id}?n=${++session.links}`;

  async function fetch(url, init) {
    const { pathname, searchParams, origin } = new URL(url);
    const { method, body } = init;
    const headers = new Headers(init.headers);
    api.requests.push(`${method} ${pathname}`);
    if (origin !== API || headers.get("x-api-key") !== API_KEY) return reply({ error: API_KEY }, 401);
    const failed = await api.fail(method, pathname, init);
    if (failed) return failed;
    const response = carryOut(method, pathname, {
      query: searchParams,
      body: body && JSON.parse(body),
      key: headers.get("idempotency-key"),
    });
    return (await api.lose(method, pathname)) ?? response;
  }

  function carryOut(method, path, { query, body, key }) {
    const [, , id, rest] = path.split("/");
    if (method === "POST" && path === "/sessions") {
      const known = [...api.sessions.values()].find((one) => (body.userId && one.userId === body.userId) || (key && one.key === key));
      const session = known ?? {
        id: `s-${api.sessions.size + 1}`,
        userId: body.userId,
        key,
        email: body.email,
        returnUrl: body.returnUrl,
        status: "open",
        links: 0,
      };
      api.sessions.set(session.id, session);
      return reply({ id: session.id, url: link(session) });
    }
    if (method === "GET" && path === "/sessions") {
      return reply(
        [...api.sessions.values()].filter((one) => one.reference === query.get("reference") || one.email === query.get("email")),
      );
    }
    const session = api.sessions.get(id);
    if (!session) return reply({ error: "no such session" }, 404);
    if (method === "POST" && rest === "links") return reply({ url: link(session) });
    return reply({ id, status: session.status });
  }
  return api;
}

const STATUSES = { open: "incomplete", review: "pending", passed: "approved", failed: "rejected", lapsed: "expired" };

/** Defines the provider. `changes` replace parts of the definition. */
export function defineAcme(changes) {
  const headers = { "x-api-key": API_KEY, "content-type": "application/json" };
  async function call(fetch, method, path, { body, more } = {}) {
    const response = await fetch(API + path, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
    if (response.status === 401) throw providerError({ code: "unauthorized" });
    if (response.status === 404) throw providerError({ code: "not_found" });
    if (response.status === 429) throw providerError({ code: "rate_limited", retryAfterMs: 3000 });
    if (response.status === 422) throw providerError({ code: "provider_rejected", issues: await response.json() });
    if (!response.ok) throw providerError({ code: "unavailable" });
    return response.json();
  }
  const definition = {
    name: "acme",
    label: "Acme",
    applicant: { individual: ["email", "firstName", "lastName", "phone?"], business: ["email", "business.legalName"] },
    hosts: ["verify.acme.example"],
    repeat: "reference",
    async create({ applicant, reference, idempotencyKey, redirectUri, fetch }) {
      const userId = definition.repeat === "reference" ? reference : undefined;
      const body = { userId, email: applicant.email, returnUrl: redirectUri };
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
    fetch: api.fetch,
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    store: memoryStore(),
    rateLimit: "none",
    onError: (error, route) => errors.push({ error, route }),
    ...config,
  };
  const handler = createHandler(all);
  return { api, errors, handler, config: all, browser: () => browser(handler) };
}
