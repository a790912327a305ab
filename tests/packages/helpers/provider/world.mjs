/**
 * Acme as `testProvider` takes it, on every platform: a model of its API, good definitions of each `repeat`, and the
 * checks that fail.
 */

export const API = "https://api.acme.example";
export const PAGES = "https://verify.acme.example";
export const API_KEY = "acme-key-of-ours-0123456789";
const WITHIN_MS = 300_000;

const encoder = new TextEncoder();

export async function sign(time, body, secret = "acme-webhook-secret-of-ours") {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const bytes = await crypto.subtle.sign("HMAC", key, encoder.encode(`${time}.${body}`));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Creates the API. `sessions` are its customers by id. `fail` is called with each request before it is carried out, and
 * `lose` after that: a response, or an error to throw, takes the place of what the API says.
 */
export function createApi() {
  const api = { sessions: new Map(), tokens: new Map(), requests: [], fail: () => {}, lose: () => {}, fetch };
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
        reference: body.reference,
        type: body.type,
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
      return reply([...api.sessions.values()].filter(({ email }) => !query.has("email") || email === query.get("email")));
    }
    const session = api.sessions.get(id);
    if (!session) return reply({ error: "no such session" }, 404);
    if (method === "POST" && rest === "links") return reply({ url: link(session) });
    if (method === "POST" && rest === "tokens") {
      if (session.status !== "open") return reply({ status: session.status });
      const token = `t-${api.tokens.size + 1}`;
      api.tokens.set(token, id);
      return reply({ token, expires: Date.now() + 600_000 });
    }
    return reply({ id, type: session.type, status: session.status });
  }
  return api;
}

/** The API and what happens at it, for `testProvider`. */
export function createWorld() {
  const { fetch, sessions, tokens } = createApi();
  const expired = new Set();
  return {
    fetch,
    applicants: {
      individual: { email: "jane.smith@example.com", firstName: "Jane" },
      business: { email: "office@example.com", business: { legalName: "Smith Ltd" } },
    },
    customers: () => [...sessions.keys()],
    statuses: Object.keys(WORDS),
    decide(id, status) {
      sessions.get(id).status = WORDS[status];
    },
    changeType(id) {
      const session = sessions.get(id);
      session.type = session.type === "business" ? "individual" : "business";
    },
    openLink: (url) => (expired.has(url) ? undefined : [...sessions.keys()].find((id) => url.startsWith(`${PAGES}/${id}?n=`))),
    expireLink: (url) => void expired.add(url),
    openToken: (token) => tokens.get(token),
    expireToken: (token) => void tokens.delete(token),
    maxAgeMs: WITHIN_MS,
    eventNames: ["customerId", "reference"],
    async deliver({ customerId, status, number, at, sentAt, isForged, without }) {
      const { type, reference } = sessions.get(customerId);
      const whom = {
        session: without.includes("customerId") ? undefined : customerId,
        user: without.includes("reference") ? undefined : reference,
      };
      const body = JSON.stringify({ id: `e-${number}`, status: WORDS[status], type, ...whom, at });
      const signature = await sign(sentAt, body, isForged ? "of-somebody-else" : undefined);
      const unsigned = { "x-acme-sent": String(sentAt), "x-acme-event": `e-${number}` };
      return { body, headers: { "x-acme-time": String(sentAt), "x-acme-signature": signature, ...unsigned } };
    },
  };
}

/** The changes of a world in which each link can be opened once. */
export const openingOnce = ({ openLink }) => {
  const used = new Set();
  return { openLink: (url) => (used.has(url) ? undefined : used.add(url) && openLink(url)) };
};

export const STATUSES = {
  open: "incomplete",
  review: "pending",
  passed: "approved",
  failed: "rejected",
  lapsed: "expired",
  held: "on_hold",
};
/** The words of the API by their meaning. It has one more since its documents were written. */
const WORDS = { ...Object.fromEntries(Object.entries(STATUSES).map(([word, status]) => [status, word])), unknown: "escalated" };

/** What `create` of each `repeat` sends, so that a second one is safe. */
const OF_REPEAT = {
  reference: ({ applicant, reference }) => ({ body: { userId: `${applicant.type}:${reference}` } }),
  key: ({ idempotencyKey }) => ({ more: { "idempotency-key": idempotencyKey } }),
  never: () => ({}),
};

/** Returns a function that sends a request, and returns the JSON of the response. */
export const callerOf =
  (providerError) =>
  async (fetch, method, path, { body, more } = {}) => {
    const headers = { "x-api-key": API_KEY, "content-type": "application/json", ...more };
    const response = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
    if (response.ok) return response.json();
    if (response.status === 429) throw providerError({ code: "rate_limited", retryAfterMs: 3000 });
    if (response.status === 422) throw providerError({ code: "provider_rejected", issues: await response.json() });
    throw providerError({ code: { 401: "unauthorized", 404: "not_found" }[response.status] ?? "unavailable" });
  };

/** What an event says. */
export function eventOf(text) {
  const { id, status: word, type, session, user, at } = JSON.parse(text);
  const status = STATUSES[word] ?? "unknown";
  return { id, kind: `kyc_${status}`, customerId: session, reference: user, type, status, at };
}

/** Returns a function that defines Acme with `kyclink/provider`. */
export function acmeOf({ defineProvider, providerError, webhookRefused }) {
  const call = callerOf(providerError);

  async function verify({ body, headers, now }) {
    const time = headers.get("x-acme-time") ?? "";
    const text = new TextDecoder().decode(body);
    if (headers.get("x-acme-signature") !== (await sign(time, text))) throw webhookRefused("signature");
    if (now - Number(time) > WITHIN_MS) throw webhookRefused("too_old");
    return eventOf(text);
  }

  /** A good definition, with changes: they get its parts. */
  function define(repeat, changes = () => ({})) {
    const definition = {
      name: "acme",
      label: "Acme",
      applicant: { individual: ["email", "firstName"], business: ["email", "business.legalName"] },
      hosts: ["verify.acme.example"],
      repeat,
      async create(given) {
        const { body, more } = OF_REPEAT[repeat](given);
        const made = await call(given.fetch, "POST", "/sessions", {
          body: { ...body, email: given.applicant.email, type: given.applicant.type, reference: given.reference },
          more,
        });
        return { customerId: made.id, kycUrl: made.url };
      },
      async link({ customerId, fetch }) {
        return { kycUrl: (await call(fetch, "POST", `/sessions/${customerId}/links`, { body: {} })).url };
      },
      async token({ customerId, fetch }) {
        const { token, expires, status } = await call(fetch, "POST", `/sessions/${customerId}/tokens`, { body: {} });
        return status ? { status: STATUSES[status] ?? "unknown" } : { token, expiresAt: expires };
      },
      async status({ customerId, fetch }) {
        const { status, type } = await call(fetch, "GET", `/sessions/${customerId}`);
        return { status: STATUSES[status] ?? (status && "unknown"), type };
      },
      webhook: { verify },
    };
    async function find({ applicant, fetch }) {
      const all = await call(fetch, "GET", `/sessions?email=${encodeURIComponent(applicant.email)}`);
      const theirs = all.filter(({ email }) => email === applicant.email);
      return theirs.map(({ id, reference }) => ({ customerId: id, reference }));
    }
    const own = repeat === "never" ? { ...definition, find } : definition;
    return defineProvider({ ...own, ...changes({ ...own, call, verify }) });
  }
  return define;
}

/** Returns the checks of `testProvider` that fail, with their messages. */
export async function failures(checks) {
  const failed = await Promise.all(checks.map(({ name, run }) => run().then(undefined, ({ message }) => [name, message])));
  return Object.fromEntries(failed.filter(Boolean));
}

/** Returns the checks that good definitions fail. */
export async function failuresOfGood(testProvider, api) {
  const define = acmeOf(api);
  return Promise.all(Object.keys(OF_REPEAT).map(async (repeat) => failures(testProvider(define(repeat), createWorld))));
}
