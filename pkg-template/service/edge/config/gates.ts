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
