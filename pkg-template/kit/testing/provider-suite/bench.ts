// What a check of a provider has: a handler and a client in front of the provider, and the wire to the world behind it.

import type { Applicant, CustomerType } from "../../../module/applicant.ts";
import type { Send } from "../../../module/call/transport.ts";
import type { WebhookEvent } from "../../../module/call/webhook.ts";
import { keysOf } from "../../../module/keys-of.ts";
import { misused } from "../../../module/options/unknown-option.ts";
import type { OwnProvider } from "../../../service/provider/define.ts";
import type { OwnProvider as OwnProviderType } from "../../../service/provider/own-provider.ts";
import { hideBehind, ownProviderOf } from "../../../service/provider/own-provider.ts";
import type { ProviderWorld, TestedProvider, WorldDelivery } from "../provider-suite.ts";
import { must } from "./must.ts";
import { createWire } from "./wire.ts";

type Returned = {
  code?: string;
  status?: string;
  customerId?: string;
  kycUrl?: string;
  token?: string;
  expiresAt?: string | number;
  customers?: { customerId: string; reference?: string }[];
};
/** A built-in provider to test, whose options are under its name. */
type GivenBuiltIn = { provider: keyof typeof BUILT_IN; allowHosts?: readonly string[] | undefined } & {
  [Name in keyof typeof BUILT_IN]?: object;
};
/** What of an outcome says whose it is. */
type Onboarded = {
  kind: string;
  customerId?: string | undefined;
  link?: { id?: string; customerId?: string | undefined; kycUrl?: string };
};
export type Bench = Awaited<ReturnType<typeof openBench>>;

const ORIGIN = "https://app.example.com";
const BASE = `${ORIGIN}/kyc`;
/** How long a function may take to settle. A model responds at once. */
const SETTLE_MS = 1000;
/** Of a built-in provider: what makes it safe for kyclink to send a create again, and whether there are tokens for apps. */
const BUILT_IN = {
  spherepay: { repeat: "never", hasToken: false },
  grid: { repeat: "never", hasToken: true },
  bridge: { repeat: "key", hasToken: false },
};

const NO_PROVIDER =
  'testProvider: the provider must be what defineProvider has returned, or a built-in one as in { provider: "bridge", bridge: { apiKey } }';

/** Returns what is known of a provider before its world is made. */
export function describe(given: TestedProvider) {
  const hidden = ownProviderOf(given);
  if (hidden) {
    const own = exposed(hidden);
    const { repeat, hasLink: hasOwnLink, hasToken, hasFind } = own.traits;
    const hasWebhook = own.verify !== undefined;
    return { own, name: own.name, repeat, hasOwnLink, hasLink: hasOwnLink || repeat === "reference", hasToken, hasFind, hasWebhook };
  }
  const builtIn = (given ?? {}) as GivenBuiltIn;
  const { provider: name } = builtIn;
  if (!Object.hasOwn(BUILT_IN, name)) throw misused(NO_PROVIDER);
  const hasWebhook = Object.keys(builtIn[name] ?? {}).some((option) => option.startsWith("webhook"));
  return { own: undefined, name, ...BUILT_IN[name], hasOwnLink: false, hasLink: true, hasFind: true, hasWebhook };
}

/** Returns a provider whose errors say what its functions have thrown: its developer runs the suite. */
function exposed(own: OwnProviderType): OwnProviderType {
  const { send, verify } = own;
  return {
    ...own,
    send: (request, options) => send(request, { ...options, isLocal: true }),
    verify: verify && ((delivery) => verify({ ...delivery, isLocal: true })),
  };
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: small functions that share one handler
export async function openBench(given: TestedProvider, makeWorld: () => ProviderWorld | Promise<ProviderWorld>) {
  const about = describe(given);
  const { own, name, repeat } = about;
  // Only now: the sandbox needs none of them.
  const [main, edge, { client }] = await Promise.all([import("kyclink"), import("kyclink/edge"), import("kyclink/provider")]);
  await main.ready();
  const world = await makeWorld();
  const wire = createWire(world.fetch);
  const created: string[] = [];
  const events: WebhookEvent[] = [];
  const errors: Error[] = [];
  const provider = { ...given } as OwnProvider;
  if (own) hideBehind(provider, own);
  const config = own ? { provider } : (given as Exclude<TestedProvider, OwnProvider>);
  /** What a function has thrown, or returned that is refused, at last. */
  let failure = "";
  const note = (message: unknown) => {
    if (/ (?:threw|returned) /.test(String(message))) failure = String(message);
  };
  const options = {
    ...config,
    fetch: wire.fetch,
    allowedOrigins: [ORIGIN],
    cookieSecret: "of-the-suite-and-longer-than-32-characters",
    store: edge.memoryStore(),
    rateLimit: "none" as const,
    timeout: 3 * SETTLE_MS,
    redirectUri: BASE,
    authorize: (request: Request) => ({ reference: request.headers.get("x-reference") ?? undefined }),
    onCreated: ({ customerId, kycLinkId }: { customerId?: string | undefined; kycLinkId?: string | undefined }) =>
      void created.push(customerId ?? kycLinkId ?? ""),
    onEvent: (event: WebhookEvent) => void events.push(event),
    onError(error: Error) {
      errors.push(error);
      note(error.message);
    },
  };
  const handler = edge.createHandler(options);
  const connection = { fetch: wire.fetch, maxRetries: 0, timeout: SETTLE_MS };
  const connected = own ? client(provider, connection) : main[name]({ ...clientOptions(given as GivenBuiltIn), ...connection } as never);

  /** Sends a request to the handler, with headers that no browser lets a script set. */
  function request(path: string, { headers, ...init }: { method?: string; body?: BodyInit; headers: Record<string, string> }) {
    const request = new Request(`${BASE}/${path}`, init);
    Object.defineProperty(request, "headers", { value: new Headers(headers) });
    return handler(request);
  }

  /** The customers of those who have no session, on whichever device. */
  const customerOf: Map<string, string> = new Map();

  /** Somebody at a browser. */
  function person(reference: string) {
    let cookie = "";
    async function send(path: string, body?: object, key: string = crypto.randomUUID()) {
      const headers = { origin: ORIGIN, "x-reference": reference, "idempotency-key": key, ...(cookie && { cookie }) };
      const type = { "content-type": "application/json" };
      const response = await request(
        path,
        body ? { method: "POST", body: JSON.stringify(body), headers: { ...headers, ...type } } : { headers },
      );
      cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
      const text = await response.text();
      return { code: response.status, body: text.startsWith("{") ? JSON.parse(text) : {} };
    }
    /** Asks a function where the handler has no session: a browser hides the cookies of a response. */
    const ask = (name: "create" | "link" | "token" | "status") =>
      call(name, { customerId: customerId || customerOf.get(reference), reference, applicant: {} });
    let customerId = "";
    return {
      async begin(applicant: Applicant, key?: string) {
        const before = created.length;
        const { code, body } = await send("links", { ...applicant, reference: undefined }, key);
        customerId = created[before] ?? "";
        if (customerId !== "") customerOf.set(reference, customerId);
        return { code, body, customerId, kycUrl: String(body.kycUrl) };
      },
      /** A browser hides the cookies of a response. */
      hasSession: () => cookie !== "",
      async renew() {
        if (cookie !== "") return send("links/renew", {});
        const body = await ask(about.hasOwnLink ? "link" : "create");
        return { code: body.kycUrl ? 201 : 502, body };
      },
      async token() {
        if (cookie !== "") return send("token", {});
        const body = await ask("token");
        return { code: body.token ? 201 : 502, body };
      },
      async status() {
        if (cookie === "") return ask("status");
        const { code, body } = await send("status");
        return code === 200 ? body : { code: body.code };
      },
    };
  }

  /** Somebody else for each number. */
  function applicant(
    type: CustomerType,
    { number = 1, reference = `user-${number}` }: { reference?: string; number?: number } = {},
  ): Applicant {
    const sample = (world.applicants as Record<string, Applicant>)[type];
    const email = sample.email && number > 1 ? { email: sample.email.replace("@", `${number}@`) } : {};
    return { ...sample, ...email, type, reference };
  }

  /** Calls a function of a provider of one's own. */
  async function call(
    name: "create" | "link" | "token" | "status" | "find",
    { idempotencyKey, applicant, ...args }: { idempotencyKey?: string; applicant?: object } & Record<string, unknown>,
  ): Promise<Returned> {
    const headers: Record<string, string> = idempotencyKey ? { "Idempotency-Key": idempotencyKey } : {};
    const send = own?.send as Send;
    try {
      const about = { method: "POST", url: `https://own.example/${name}`, headers, body: JSON.stringify({ ...applicant, ...args }) };
      const { body, code } = await send(about, { fetch: wire.fetch, timeout: SETTLE_MS });
      const { problem, ...answer } = JSON.parse(body);
      note(problem);
      return { ...answer, code };
    } catch (thrown) {
      must(codeOf(thrown) !== "timeout", neverSettles(name));
      return { code: codeOf(thrown) };
    }
  }

  /** Onboards somebody, without a retry. */
  async function onboard(applicant: Applicant, idempotencyKey?: string) {
    const start = performance.now();
    try {
      const outcome = await main.onboard(connected, applicant, { idempotencyKey, maxRetries: 0 });
      const { kind, link = {}, customerId = link.customerId ?? link.id }: Onboarded = outcome;
      return { kind, customerId: String(customerId), kycUrl: link.kycUrl };
    } catch (thrown) {
      must(performance.now() - start < SETTLE_MS, neverSettles("create"));
      note((thrown as Partial<Error> | undefined)?.message);
      return { kind: "error", code: codeOf(thrown) };
    }
  }

  return {
    ...{ ...about, world, wire, events, errors, person, applicant, call, onboard },
    failure: () => failure,
    statuses: world.statuses ?? (["approved", "rejected"] as const),
    types: keysOf(world.applicants),

    /** Calls `create`. */
    create({ reference, ...applicant }: Applicant, idempotencyKey: string = crypto.randomUUID()) {
      return call("create", { applicant, reference, redirectUri: BASE, ...(repeat === "key" && { idempotencyKey }) });
    },

    /**
     * Onboards somebody as a program does that follows the documentation: after an unknown outcome it repeats the create
     * where that is safe, and looks for its customer otherwise.
     */
    async onboardAnyhow(applicant: Applicant) {
      const key = repeat === "key" ? crypto.randomUUID() : undefined;
      let last: { kind: string; customerId?: string; code?: string; kycUrl?: string } = { kind: "error" };
      for (let attempt = 1; attempt <= 3; attempt++) {
        const sentAt = Date.now() - SETTLE_MS;
        last = await onboard(applicant, key);
        if (last.kind !== "error") return last;
        if (repeat !== "never" || !UNKNOWN.includes(String(last.code))) continue;
        const found = await main.reconcile(connected, applicant, { sentAt, answeredBy: Date.now() }).catch(codeOf);
        if (typeof found === "string") return { kind: "error", code: found };
        if (found) return { kind: "found", customerId: found.id };
      }
      return last;
    },

    /** Posts a delivery, and returns the status of the response. */
    async post({ body, headers }: WorldDelivery) {
      return (await request(`webhooks/${name}`, { method: "POST", body: body as BodyInit, headers })).status;
    },
  };
}

/** The codes after which a customer may exist. */
const UNKNOWN = ["outcome_unknown", "timeout", "network", "unexpected_response", "unavailable"];

/** No model takes any time, so that a deadline that has passed ends a check at once. */
const neverSettles = (name: string) => `${name} never settles: the person waits until the deadline.`;

function codeOf(thrown: unknown) {
  return String((thrown as { code?: unknown })?.code ?? thrown);
}

/** Returns the options of a client of a built-in provider. */
function clientOptions({ provider, allowHosts, ...config }: GivenBuiltIn) {
  const own = Object.entries(config[provider] ?? {}).filter(([name]) => !name.startsWith("webhook"));
  return { ...Object.fromEntries(own), allowHosts };
}
