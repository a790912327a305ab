/**
 * Acme as `testProvider` takes it, on every platform: a model of its API, good definitions of each `repeat`, and the
 * checks that fail.
 */

export const API = "https://api.acme.example";
export const PAGES = "https://verify.acme.example";
export const API_KEY = "acme-key-of-ours-0123456789";
const WITHIN_MS = 300_000;

const encoder = new TextEncoder();

async function sign(time, body, secret = "acme-webhook-secret-of-ours") {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const bytes = await crypto.subtle.sign("HMAC", key, encoder.encode(`${time}.${body}`));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The model of the API. */
export function createWorld() {
  const sessions = new Map();
  const pages = new Map();
  const link = (session) => {
    const url = `${PAGES}/${session.id}/${pages.size}`;
    pages.set(url, session.id);
    return { id: session.id, url };
  };

  function carryOut(method, { pathname, searchParams }, { body, key }) {
    const [, , id, rest] = pathname.split("/");
    if (pathname === "/sessions" && method === "GET")
      return [...sessions.values()].filter(({ email }) => email === searchParams.get("email"));
    if (pathname === "/sessions") {
      const known = [...sessions.values()].find((one) => (body.userId && one.userId === body.userId) || (key && one.key === key));
      const session = known ?? { id: `s-${sessions.size + 1}`, userId: body.userId, key, email: body.email, status: "open" };
      sessions.set(session.id, session);
      return link(session);
    }
    const session = sessions.get(id);
    return rest === "links" && session ? link(session) : session;
  }

  return {
    async fetch(url, { method, headers: given, body }) {
      const headers = new Headers(given);
      if (headers.get("x-api-key") !== API_KEY) return new Response("{}", { status: 401 });
      const found = carryOut(method, new URL(url), { body: body && JSON.parse(body), key: headers.get("idempotency-key") });
      return new Response(JSON.stringify(found ?? {}), { status: found ? 200 : 404 });
    },
    applicants: {
      individual: { email: "jane.smith@example.com", firstName: "Jane" },
      business: { email: "office@example.com", business: { legalName: "Smith Ltd" } },
    },
    customers: () => [...sessions.keys()],
    decide(id, decision) {
      sessions.get(id).status = { approved: "passed", rejected: "failed" }[decision];
    },
    openLink: (url) => pages.get(url),
    expireLink: (url) => void pages.delete(url),
    maxAgeMs: WITHIN_MS,
    async deliver({ customerId, status, number, at, sentAt, isForged }) {
      const body = JSON.stringify({ id: `e-${number}`, type: status, session: customerId, at });
      const signature = await sign(sentAt, body, isForged ? "of-somebody-else" : undefined);
      return { body, headers: { "x-acme-time": String(sentAt), "x-acme-signature": signature } };
    },
  };
}

const STATUSES = { open: "incomplete", passed: "approved", failed: "rejected" };

/** What `create` of each `repeat` sends, so that a second one is safe. */
const OF_REPEAT = {
  reference: ({ applicant, reference }) => ({ body: { userId: `${applicant.type}:${reference}` } }),
  key: ({ idempotencyKey }) => ({ more: { "idempotency-key": idempotencyKey } }),
  never: () => ({}),
};

/** Returns the functions that define Acme with `kyclink/provider`. */
export function acmeOf({ defineProvider, providerError, webhookRefused }) {
  async function call(fetch, method, path, { body, more } = {}) {
    const headers = { "x-api-key": API_KEY, "content-type": "application/json", ...more };
    const response = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
    const codes = { 401: "unauthorized", 404: "not_found", 429: "rate_limited" };
    if (!response.ok) throw providerError({ code: codes[response.status] ?? "unavailable" });
    return response.json();
  }

  async function verify({ body, headers, now }) {
    const time = headers.get("x-acme-time") ?? "";
    const text = new TextDecoder().decode(body);
    if (headers.get("x-acme-signature") !== (await sign(time, text))) throw webhookRefused("signature");
    if (now - Number(time) > WITHIN_MS) throw webhookRefused("too_old");
    const { id, type, session, at } = JSON.parse(text);
    return { id, kind: `kyc_${type}`, customerId: session, status: type, at };
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
        const made = await call(given.fetch, "POST", "/sessions", { body: { ...body, email: given.applicant.email }, more });
        return { customerId: made.id, kycUrl: made.url };
      },
      async link({ customerId, fetch }) {
        return { kycUrl: (await call(fetch, "POST", `/sessions/${customerId}/links`, { body: {} })).url };
      },
      async status({ customerId, fetch }) {
        return { status: STATUSES[(await call(fetch, "GET", `/sessions/${customerId}`)).status] };
      },
      webhook: { verify },
    };
    async function find({ applicant, fetch }) {
      const all = await call(fetch, "GET", `/sessions?email=${encodeURIComponent(applicant.email)}`);
      return all.map(({ id }) => ({ customerId: id }));
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
