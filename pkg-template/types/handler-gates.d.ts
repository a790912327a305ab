// Who may use a handler, and how often.
import type { AnyProviderName } from "./common.js";
import type { Store } from "./edge.js";

/** A path below `basePath`, without its leading slash: `"links"`, `"contact/email/confirm"`, `"webhooks/…"`. */
export type Route = string;

/** What {@link Authorize} returns. */
export type Authorized = void | Response | Permit;

/** What binds an onboarding to a person of yours. */
export interface Permit {
  /** Your own id of this person. */
  reference?: string | undefined;
  /** The URL to which the hosted page returns this person, instead of the option. */
  redirectUri?: string | undefined;
}

/** Refuses a request for a while. */
export interface RateLimited {
  /** The time after which the request may be sent again, in milliseconds. */
  retryAfterMs: number;
}

/** What {@link RateLimit} returns. */
export type Allowed =
  | boolean
  | RateLimited
  | {
      /** Whether the request is allowed: the result of Cloudflare's `limit` and of Upstash's. */
      success: boolean;
      /** When the limit is reset, in milliseconds since 1970, as Upstash says. */
      reset?: number | undefined;
    };

/**
 * Authorizes a request. Return nothing to allow it, a `Response` to refuse it. If it throws, the response is 403.
 * `reference` is your own id of this person and binds the onboarding to it. `redirectUri` replaces the option.
 * Do not read the request's body.
 */
export type Authorize = (request: Request, route: Route) => Authorized | Promise<Authorized>;

/**
 * Limits requests: `true` or `{ success: true }` allows the request. With anything else, the response is 429.
 * Also called for webhooks, with the route `webhooks/<provider>`, and for the form of a `page`, with the route `page`.
 */
export type RateLimit = (request: Request, route: Route) => Allowed | Promise<Allowed>;

/** A limit of {@link limitBy}: how many requests of one client a route admits. */
export interface RouteLimit {
  /** How many requests are admitted; 4 times as many of a whole /56 of IPv6, and 16 times as many of a whole /48. */
  max: number;
  /** In how many milliseconds, from the client's first request. */
  perMs: number;
}

/** A route that {@link limitBy} limits. `webhooks` stands for the webhooks of every provider. */
export type LimitedRoute =
  | "links"
  | "links/renew"
  | "token"
  | `contact/${"email" | "phone"}${"" | "/confirm"}`
  | "agreements"
  | `handoff${"" | "/open" | "/end"}`
  | "end"
  | "status"
  | "page"
  | `webhooks${"" | `/${AnyProviderName}`}`;

/** The options of {@link limitBy}. */
export interface LimitByOptions {
  /** The handler's store, which counts the requests. */
  store: Store;
  /**
   * Replaces limits. The names of own providers are not checked.
   *
   * @default 20 in ten minutes for `links`; see docs/running.md#rate-limits
   */
  limits?: { [Route in LimitedRoute]?: RouteLimit | undefined } | undefined;
  /**
   * Returns what is counted as one client: a string that is not empty. What `clientAddress` returns for the request counts
   * as the client's address. Any other string has a counter of its own, also if it looks like an address; it then counts
   * by network, as addresses do.
   *
   * @default clientAddress
   */
  key?: ((request: Request) => string | undefined | Promise<string | undefined>) | undefined;
}

/**
 * Makes a `rateLimit` hook that counts on the handler's store: by route, and by the client's network. The store gets
 * only a keyed hash of it. If the store fails, the hook throws, and the response is 503.
 *
 * @throws {KycLinkError} `invalid_config` if an option is invalid
 * @example
 * const rateLimit = limitBy({ store, limits: { links: { max: 10, perMs: 600_000 } } });
 */
export declare function limitBy(options: LimitByOptions): (request: Request, route: Route) => Promise<true | RateLimited>;

/**
 * Returns the address of the client that sent a request, for a hook; `undefined` if it is not known.
 *
 * It is the address that `toNodeHandler` of `kyclink/node`, Deno or Bun passes to the handler; on Cloudflare Workers
 * the header `CF-Connecting-IP`, on Vercel `X-Real-IP`. Other headers are not read, because clients can send them.
 *
 * @example
 * // Your login sets x-user, and removes what clients send: otherwise everybody would have as many requests as names.
 * const rateLimit = limitBy({ store, key: (request) => request.headers.get("x-user") ?? clientAddress(request) });
 */
export declare function clientAddress(request: Request): string | undefined;

/**
 * Returns what {@link limitBy} counts as one client, for another limiter: the IPv4 address of {@link clientAddress}, or
 * the /64 of its IPv6 address, as in `2001:db8:1:2::/64`. `undefined` if the address is not known.
 *
 * The owner of a connection can choose the last 64 bits of an IPv6 address. A limiter that counts whole addresses does not
 * limit that owner.
 *
 * @example
 * const rateLimit = (request: Request) => env.LIMITER.limit({ key: clientNetwork(request) ?? "unknown" });
 */
export declare function clientNetwork(request: Request): string | undefined;

/** Who may send requests, and how often: `authorize`, `rateLimit`, or both. */
export type Gates =
  | {
      /** Limits requests. `"none"` states that something in front of the handler limits them. */
      rateLimit: "none" | RateLimit;
      /** Authorizes requests. */
      authorize?: Authorize | undefined;
    }
  | {
      /** Limits requests. Required without `authorize`. */
      rateLimit?: undefined;
      /** Authorizes requests. */
      authorize: Authorize;
    };
