/**
 * `kyclink/edge`: the handler that stands between your page and the provider.
 *
 * @example
 * ```ts
 * export default { fetch: createHandler((env: Env) => ({
 *   provider: "spherepay",
 *   spherepay: { apiKey: env.SPHEREPAY_API_KEY, environment: "production" },
 *   allowedOrigins: ["https://app.example.com"],
 *   cookieSecret: env.COOKIE_SECRET,
 *   store: durableObjectStore(env.KYCLINK),
 *   rateLimit: "none",
 * })) };
 * ```
 * @module
 */

import type { Applicant, CustomerStatus, Fetch, WebhookEvent, WebhookKeys } from "./core.js";
import type { Issue, KycLinkError, Policy, Problem } from "./form.js";
import type { ProviderName } from "./tables.js";

type Providers = typeof import("./providers.js");

/**
 * Where the handler keeps what it must not forget. Keys say nothing about anybody, and values are sealed.
 *
 * Two methods, and one promise: of calls of `swap` for one key that name the same `before`, one succeeds.
 */
export interface Store {
  /** Returns the value of a key; `undefined` or `null` where there is none, or where its time is over. */
  get(key: string): Promise<string | null | undefined>;
  /**
   * Puts `after` in the place of `before` and says whether it did; it does not where the key's value is another.
   * `undefined` is no value: as `before` the key must have none, as `after` the key is deleted.
   * After `ttlMs` milliseconds the key has no value any more.
   */
  swap(key: string, before: string | undefined, after: string | undefined, ttlMs: number): Promise<boolean>;
}

/** A provider's credentials, and the keys of its webhooks: without them there is no webhook route for it. */
type ProviderConfig<Name extends ProviderName> = Omit<
  Parameters<Providers[Name]>[0],
  "fetch" | "timeout" | "maxRetries" | "dangerouslyAllowBrowser"
> & {
  /**
   * The verification profiles that a status is about, such as `["kyc_profile_a"]`. Without them a profile that you do not
   * use keeps a customer from being `approved`, and `onError` hears that they are missing. @default all
   */
  profiles?: readonly string[];
  /** The webhook's secret, where the provider shares one. */
  webhookSecret?: WebhookKeys;
  /** The public key of its webhooks, where it has one. */
  webhookPublicKey?: WebhookKeys;
};

/** A path below `basePath`, without the slash: `links`, `contact/email/confirm`, `webhooks/…`. */
export type Route = string;

/** What a person is to see. */
export type View =
  | {
      /** The form again, with what is wrong. */
      kind: "form";
      /** What was typed, by the names of the form. */
      values: Record<string, string>;
      issues: Issue[];
      problem: Problem;
    }
  | { kind: "verify_contact"; channels: ("email" | "phone")[]; next: "verify_contact" | "confirm" | "link"; values: Record<string, string> }
  | { kind: "status"; status: CustomerStatus | "none" }
  /** What was typed is there to be sent again. */
  | { kind: "error"; problem: Problem; values: Record<string, string> };

export type Config = { [Name in ProviderName]?: ProviderConfig<Name> } & {
  /** @default "/kyc" */
  basePath?: string;
  /**
   * Tells this handler apart from others: a cookie or an idempotency key of one handler means nothing to another.
   * Handlers that differ only in credentials need one each. @default made of base path, provider and base URL
   */
  id?: string;
  /**
   * The provider, or a function that chooses one. The function is called with a body that is valid as an applicant of at
   * least one of the configured providers.
   */
  provider: ProviderName | ((applicant: Applicant) => ProviderName | Promise<ProviderName>);
  /** @default globalThis.fetch */
  fetch?: Fetch;
  /**
   * The deadline of a request in milliseconds: hooks, the store and the provider share it. Past it the response is 503.
   * Rounded up, and capped at 2^31 - 1. @default 30000
   */
  timeout?: number;
  /** How long ago an event may have occurred, in milliseconds: older ones get 401. @default 604800000, seven days */
  maxWebhookAgeMs?: number;
  /** Hosts that links may have. @default any */
  allowHosts?: readonly string[];
  /** The origins of your pages, this handler's own included: `https://app.example.com`. */
  allowedOrigins: readonly string[];
  /** At least 32 random bytes; to change it, a list with the newest first, the old one for 30 days more. */
  cookieSecret: string | readonly string[];
  /** `durableObjectStore(env.KYCLINK)` of `kyclink/cloudflare`, {@link memoryStore}, or your own. */
  store: Store;
  /** Where the person goes after the hosted flow, where the provider offers that. */
  redirectUri?: string;
  /** @default "postal" */
  policy?: Policy;
  /**
   * Who is asking: a Response refuses, throwing is 403. `reference` is your own id of this person, and makes the
   * onboarding theirs wherever they are logged in. Do not read the request's body.
   */
  authorize?: (request: Request, route: Route) => Authorized | Promise<Authorized>;
  /**
   * Whether this request is one too many: `false` or `{ retryAfterMs }` is 429. Webhooks are asked about, too, with the
   * route `webhooks/<provider>`. `"none"` says that something before the handler limits requests.
   */
  rateLimit?: "none" | ((request: Request, route: Route) => Verdict | Promise<Verdict>);
  /** HTML for a person who looks at the answer; without it, JSON. The request is there for its address and headers: its body may have been read. */
  render?: (view: View, request: Request) => string | Response | Promise<string | Response>;
  /** A customer was created, or taken over from an attempt that died: at least once for each. */
  onCreated?: (created: { provider: ProviderName; customerId: string; reference: string }) => unknown;
  /** A verified webhook: at least once for each event. When it throws, the provider sends it again. */
  onEvent?: (event: WebhookEvent) => unknown;
  /**
   * Hears whatever a page is not told. Nobody waits for it. When the handler is created it also hears what is valid and
   * probably not meant; `route` is then empty.
   */
  onError?: (error: KycLinkError | unknown, route: Route) => unknown;
};

type Authorized = void | Response | { reference?: string; redirectUri?: string };
type Verdict = boolean | { retryAfterMs: number };

/** Answers a request. `ctx.waitUntil` keeps what has begun alive when the browser goes away. */
export type Handler<Env = unknown> = (
  request: Request,
  env?: Env,
  ctx?: { waitUntil(promise: Promise<unknown>): void },
) => Promise<Response>;

/**
 * Makes the handler.
 *
 * @throws {KycLinkError} `invalid_config` where something is missing that security needs; for a function, when it is first called
 */
export declare function createHandler<Env = unknown>(config: Config | ((env: Env) => Config)): Handler<Env>;

/** A store for a single process. */
export declare function memoryStore(): Store;
