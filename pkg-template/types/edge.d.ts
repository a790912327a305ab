/**
 * `kyclink/edge`: the handler that connects your page to the provider.
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

import type { AnyProviderName, CustomerType, Issue, Problem } from "./common.js";
import type { Applicant, Capability, CustomerStatus, NextAction, Requirement } from "./core.js";
import type { HandlerCode } from "./handler-codes.js";
import type { HandlerOptions } from "./handler-options.js";
import type { Locale } from "./locale.js";
import type { OwnProvider } from "./provider.js";
import type { ProviderTypes } from "./providers.js";
import type { ErrorCode, OperationName, ProviderName } from "./tables.js";

export * from "./handler-codes.js";
export type { HandlerOptions } from "./handler-options.js";

/**
 * Where the handler stores its records. Keys are hashes and values are encrypted.
 *
 * Of several calls of `swap` for one key with the same `before`, exactly one must succeed.
 *
 * @example
 * const values = new Map<string, string>();
 * const store: Store = {
 *   get: async (key) => values.get(key),
 *   swap: async (key, before, after, ttlMs) => {
 *     if (values.get(key) !== before) return false;
 *     if (after === undefined) values.delete(key);
 *     else values.set(key, after); // and delete it after `ttlMs`
 *     return true;
 *   },
 * };
 */
export interface Store {
  /** Returns the value of a key; `undefined` or `null` if there is none or it has expired. */
  get(key: string): Promise<string | null | undefined>;
  /**
   * Replaces the value of a key, if its current value is `before`. If both are `undefined`, it changes nothing, and
   * succeeds where there is no value.
   *
   * @param key The key.
   * @param before The expected value; `undefined` if the key must have none.
   * @param after The new value; `undefined` deletes the key.
   * @param ttlMs The lifetime of the new value, in milliseconds.
   * @returns `true` if the value was replaced, or else `false`. Anything else is refused.
   */
  swap(key: string, before: string | undefined, after: string | undefined, ttlMs: number): Promise<boolean>;
}

/** A provider's client options and webhook keys. Without a webhook key, the provider has no webhook route. */
export type ProviderConfig<Name extends ProviderName> = ProviderTypes[Name]["handler"];

/** A path below `basePath`, without its leading slash: `"links"`, `"contact/email/confirm"`, `"webhooks/…"`. */
export type Route = string;

/**
 * What {@link Config.render} shows to a person.
 *
 * - `form`: the form again, with `issues`. `values` is what was entered, by field name.
 * - `verify_contact`: contacts to confirm, and the next step. `GET /status` shows it instead of `status` while contacts
 *   are unconfirmed. Its `next` is then `confirm` if a form has sent a code in the last ten minutes, otherwise
 *   `verify_contact`.
 * - `status`: the verification status.
 * - `error`: a problem. `values` is what was entered, so that it can be submitted again.
 */
export type View =
  | {
      /** The form again, with what is wrong. */
      kind: "form";
      /** What was entered, by field name. */
      values: Record<string, string>;
      /** What is wrong with it. */
      issues: Issue[];
      /** The same as problem details. */
      problem: Problem;
    }
  | {
      /** Contacts to confirm. */
      kind: "verify_contact";
      /** The contacts that are not confirmed. Empty if it is not known which. */
      channels: ("email" | "phone")[];
      /**
       * The next step.
       *
       * - `verify_contact`: send a code, with `POST /contact/<channel>`.
       * - `confirm`: a code was sent. Ask for it, and post it to `/contact/<channel>/confirm`.
       * - `link`: every contact is confirmed. `POST /links/renew` makes the link.
       */
      next: "verify_contact" | "confirm" | "link";
      /** What was entered, by field name. */
      values: Record<string, string>;
    }
  | {
      /** The verification status. */
      kind: "status";
      /** The customer's status; `none` without a customer. */
      status: CustomerStatus | "none";
      /** What the person can do next. */
      nextAction: NextAction;
      /** Whether this browser has handed the onboarding over to another device, which has it now, too. */
      otherDevice?: boolean | undefined;
      /** Whether another browser began the onboarding, and handed it over to this one. */
      handedOver?: boolean | undefined;
      /** Why the provider refused, in words that it allows you to show, if it sends any. */
      reasons?: string[] | undefined;
      /** Whether it is a person or a business, if that is known. */
      type?: CustomerType | undefined;
      /** What is still missing, each once, if the status was read. */
      requirements?: OpenRequirement[] | undefined;
      /** Which product is open, if the status was read. */
      capabilities?: Capability[] | undefined;
      /** The page on which the person accepts agreements, where `nextAction` leads to it. */
      agreementsUrl?: string | undefined;
    }
  | {
      /** A problem. */
      kind: "error";
      /** What is wrong. */
      problem: HandlerProblem;
      /** What was entered, by field name, so that it can be submitted again. */
      values: Record<string, string>;
    };

/** Problem details of the handler: those of an error, or of a request that is wrong itself. */
export interface HandlerProblem extends Omit<Problem, "code"> {
  /** The code of the handler or of the error. */
  code: HandlerCode | ErrorCode;
}

export type { NextAction };

/** The response of `GET /status`. */
export type Status =
  | {
      /** This browser has no onboarding. */
      status: "none";
      /** There is nothing to do. */
      nextAction: "none";
      /** There is no contact to confirm. */
      channels?: undefined;
    }
  | KnownStatus;

/** The status of a customer. `channels` has the contacts to confirm where `nextAction` is `verify_contact`. */
export type KnownStatus = CustomerState &
  (
    | {
        /** The person must confirm contacts with codes. */
        nextAction: "verify_contact";
        /** The contacts that are not confirmed: at least one. */
        channels: ("email" | "phone")[];
      }
    | {
        /** What the person can do next. */
        nextAction: Exclude<NextAction, "verify_contact">;
        /** There is no contact to confirm. */
        channels?: undefined;
      }
  );

/**
 * Something that is still missing, as a page may know it: without the provider's words, and without what only you can
 * do.
 */
export interface OpenRequirement extends Pick<Requirement, "kind" | "can" | "dueBy" | "nextAction"> {
  /** Whose turn it is. */
  who: Exclude<Requirement["who"], "operator">;
}

/** What every {@link KnownStatus} has. */
export interface CustomerState {
  /** The customer's status. */
  status: CustomerStatus;
  /** The provider. */
  provider: AnyProviderName;
  /** Whether it is a person or a business, if that is known. */
  type?: CustomerType;
  /** When the status was learned, RFC 3339. */
  updatedAt: string;
  /** What is still missing, each once; empty where nothing is known to be missing. */
  requirements: OpenRequirement[];
  /** Which product is open, at a provider that opens several of them one by one; empty elsewhere. */
  capabilities: Capability[];
  /** Whether this browser has handed the onboarding over to another device, which has it now, too. */
  otherDevice?: true;
  /** Whether another browser began the onboarding, and handed it over to this one. */
  handedOver?: true;
  /** Why the provider refused, in words that it allows you to show, if it sends any. */
  reasons?: string[];
  /** The page on which the person accepts agreements, where `nextAction` leads to it. */
  agreementsUrl?: string;
}

/** A field of your own in the form. */
export interface OwnField {
  /** What the page shows beside it: a string, or one for each language, of which English is used for all others. */
  label?: string | (Readonly<Partial<Record<Locale, string>>> & Readonly<Record<"en", string>>) | undefined;
  /**
   * `text` has at most 200 characters. A `checkbox` is `true`, or absent.
   *
   * @default "text"
   */
  kind?: "text" | "checkbox" | undefined;
  /**
   * Whether an onboarding needs it: a text, or a tick.
   *
   * @default false
   */
  required?: boolean | undefined;
}

/** The values of the fields in {@link HandlerOptions.ownFields}. What was left empty is absent. */
export type OwnValues = Record<string, string | true>;

/** A customer, as {@link HandlerOptions.onCreated} gets it. */
export type CreatedCustomer = { [Name in ProviderName]: Created<Name, ProviderTypes[Name]["created"]> }[ProviderName] | CreatedOwn;

/** A customer of a provider of your own. */
type CreatedOwn = Created<string & {}, Record<"customerId", string> & Partial<Record<"kycLinkId", undefined>>>;

/** What is known of a customer that a provider has just created. */
type Created<Name, Ids> = Ids & {
  /** The provider that has the customer. */
  provider: Name;
  /** The reference with which it was created: yours, from `authorize`, or the handler's own. */
  reference: string;
  /** The values of your own fields, if you have any. They come from the browser. */
  own?: OwnValues;
};

/** What a {@link Page} adds to a handler. */
export interface PageHooks {
  /** Renders a view as HTML. */
  render: (view: View, request: Request) => Promise<string>;
  /** `"address"`: a phone number without `+` is one of the address's country. */
  phoneCountry: "address";
  /** `"frame"`: a person who asks for a link gets a page that frames it, where the provider allows it. */
  present?: "frame";
  /** Replaces the configuration's `authorize`, which it calls. Absent if the configuration has none. */
  authorize?: Authorize;
  /** Draws text as a QR code: SVG. */
  drawQrCode: (text: string) => string;
  /**
   * Responds to a request, with `respond` for the handler's own routes. `opens`: whether a session cookie is this handler's;
   * `agreements`: what the form asks people to accept.
   */
  serve: (
    request: Request,
    respond: () => Promise<Response>,
    opens: (cookie: string) => Promise<boolean>,
    agreements: () => Promise<AskedAgreements>,
  ) => Promise<Response>;
}

/** An agreement as a page shows it. */
export interface ShownAgreement {
  /** The provider's word for it. */
  type: string;
  /** The title of the document, in English. */
  title: string;
  /** The version, which a body names to accept it. */
  version: string;
  /** The document: https. */
  url: string;
}

/** The response of `GET /agreements`. */
export interface Agreements {
  /** What a new customer has to accept, or what this browser's customer has not accepted yet. */
  agreements: ShownAgreement[];
}

/** The versions that a person has accepted, by the type of the agreement: `{ LEAD_PRIVACY_POLICY: "V1" }`. */
export type AcceptedAgreements = Readonly<Record<string, string>>;

/** What the form of a page asks people to accept, or why that is not known. */
export type AskedAgreements =
  | (Agreements & {
      /** The agreements are known. */
      problem?: undefined;
    })
  | {
      /** Why the agreements are not known. */
      problem: Pick<HandlerProblem, "status" | "code">;
      /** They are not known. */
      agreements?: undefined;
    };

/** A web page for a handler: what `onboardingPage` of `kyclink/page` returns. */
export type Page = (config: Config) => PageHooks;

/**
 * Something that took time while a request was handled, or that a person has done. Contains no personal data, ids or
 * credentials.
 *
 * The step is `request` for each request to the provider, `respond` for the whole request to the handler, or the name of
 * what the handler waited for: `readBody`, `wait`, `loadRecord`, `swapRecord`, `verifySignature`, the name of a hook …
 *
 * What a person does, in this order:
 *
 * - `form_shown`: the form of `page` was shown.
 * - `submitted`: a form was sent, and its body could be read.
 * - `refused`: the form was not accepted. `code` says why, and `codes` has the codes of the issues.
 * - `link_opened`: the person got a link to the hosted pages.
 * - `came_back`: the person came to the status page from another site.
 * - `settled`: the customer is `approved` or `rejected`, which `status` says. It comes once for each decision, with the
 *   request from which the handler has learned it.
 */
export interface StepReport {
  /** The route; empty where the handler has none at this path. */
  route: Route;
  /** What was done. */
  step: string;
  /** The provider's operation, where there is one. */
  operation?: OperationName | (string & {}) | undefined;
  /** Which attempt this request to the provider was, from 1. */
  attempt?: number | undefined;
  /** How long it took, in milliseconds. `respond` includes all others. */
  ms: number;
  /**
   * The code of the error that it ended with: of a request to the provider, of a step, or of the handler's problem
   * details.
   */
  code?: HandlerCode | ErrorCode | undefined;
  /** The codes of the issues, where the step is `refused`. */
  codes?: Issue["code"][] | undefined;
  /** The HTTP status of the provider's response, or the decision, where the step is `settled`. */
  status?: number | "approved" | "rejected" | undefined;
}

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
   * Replaces limits.
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

/** The provider, with its credentials. */
export type Chosen =
  | {
      [Name in ProviderName]: {
        /** The provider. */
        provider: Name;
      } & Configured<Name>;
    }[ProviderName]
  | ({
      /** A provider of your own: what `defineProvider` of `kyclink/provider` has returned. */
      provider: OwnProvider;
    } & Others)
  | ({
      /**
       * Chooses the provider, by its name or as one of `providers`. Called only with a body that is valid for at least
       * one of the configured providers.
       */
      provider: (applicant: Applicant) => AnyProviderName | OwnProvider | Promise<AnyProviderName | OwnProvider>;
    } & Others);

/** What a configuration may have beside its provider. */
type Others = { [Other in ProviderName]?: ProviderConfig<Other> | undefined } & {
  /** The providers of your own from which a function `provider` chooses. */
  providers?: readonly OwnProvider[] | undefined;
};

/** The configuration of {@link createHandler}. */
export type Config = HandlerOptions & Gates & Chosen;

/** The credentials of this provider, and perhaps of others. */
type Configured<Name extends ProviderName> = { [Own in Name]: ProviderConfig<Own> } & Others;

/**
 * The function that {@link createHandler} returns: responds to a request.
 * `ctx.waitUntil` keeps a started request alive if the browser disconnects.
 */
export type Handler<Env = unknown> = (
  request: Request,
  env?: Env,
  ctx?: {
    /** Keeps the platform from ending the request before a promise has settled. */
    waitUntil(promise: Promise<unknown>): void;
  },
) => Promise<Response>;

/**
 * Creates the handler.
 *
 * @param config The configuration, or a function that returns it for an `env` and is called once per `env`. `env` is
 *   what a Worker passes as second argument. Whatever other platforms pass there is ignored: in Node, Bun and Deno,
 *   `env` has the environment variables.
 * @returns A function from a `Request` to a `Response`.
 * @throws {KycLinkError} `invalid_config` if an option is missing or invalid; for a function, at its first request
 * @example
 * const handler = createHandler({
 *   provider: "grid",
 *   grid: { clientId, clientSecret, environment: "sandbox" },
 *   allowedOrigins: ["https://app.example.com"],
 *   cookieSecret,
 *   store: memoryStore(),
 *   rateLimit: "none",
 * });
 * Deno.serve(handler);
 */
export declare function createHandler<
  // biome-ignore lint/suspicious/noExplicitAny: with `unknown`, an option that is missing in a function is an error about `env`
  Env = any,
  Returned extends Config = Config,
>(config: Config | ((env: Env) => OnlyOptions<Returned>)): Handler<Env>;

/** A configuration without options that do not exist. TypeScript itself finds those only outside of functions. */
export type OnlyOptions<Returned> = Returned & { [Name in Exclude<NamesOf<Returned>, NamesOf<Config>>]: never } & {
  [Name in keyof Returned & ProviderName]?:
    | { [Option in Exclude<NamesOf<Returned[Name]>, NamesOf<ProviderConfig<Name>>>]?: never }
    | undefined;
};

/** The names of the properties of any member of a union. */
type NamesOf<Union> = Union extends object ? keyof Union : never;

/** Whom an operator's command is about: exactly one of `reference`, `customerId` and `email`. */
export type Who = {
  /** The provider. Required where the configuration chooses one for each applicant. */
  provider?: AnyProviderName | undefined;
} & (
  | {
      /** Your own id of the person. SpherePay stores none. */
      reference: string;
      /** Not together with `reference`. */
      customerId?: undefined;
      /** Not together with `reference`. */
      email?: undefined;
    }
  | {
      /** The id that {@link HandlerOptions.onCreated} got: at Bridge, that of the link. */
      customerId: string;
      /** Not together with `customerId`. */
      reference?: undefined;
      /** Not together with `customerId`. */
      email?: undefined;
    }
  | {
      /** The email address, whatever its case. Grid finds no customer by it. */
      email: string;
      /** Not together with `email`. */
      reference?: undefined;
      /** Not together with `email`. */
      customerId?: undefined;
    }
);

/** What an {@link Operator} learns of a customer. */
export interface OperatorCustomer {
  /** The provider. */
  provider: AnyProviderName;
  /** The customer's id; at Bridge, there is `kycLinkId` instead. */
  customerId?: string;
  /** The id of the link, at Bridge. */
  kycLinkId?: string;
  /** The status at the provider, or the last known one where the provider cannot read the customer. */
  status: CustomerStatus;
}

/** A limit of the handler that is reached: it refuses requests with 429. */
export interface ReachedLimit {
  /** What is limited. The codes to an address or number are counted for all customers of the store together. */
  name: "codes_sent" | "wrong_codes" | "renewals" | "handoffs" | "codes_to_email" | "codes_to_phone";
  /** When the limit ends, RFC 3339. */
  until: string;
}

/** What {@link Operator.find} returns. */
export type FoundByOperator =
  | {
      /** There is no such customer. */
      status: "none";
      /** There is nothing to do. */
      nextAction: "none";
      /** No limit is known. */
      limits: [];
    }
  | (OperatorCustomer & {
      /** What the person can do next. */
      nextAction: NextAction;
      /** What is still missing, as far as the provider says it, with the provider's words. */
      requirements: Requirement[];
      /** Which product is open. */
      capabilities: Capability[];
      /** The limits that are reached. */
      limits: ReachedLimit[];
      /** When the provider created the customer or the link, RFC 3339, if it says that. */
      createdAt?: string;
      /** The ids of older customers with the same email address, if there are any. */
      others?: string[];
      /** There are more customers than are read, which are about 500. Some of them may be newer. */
      hasMore?: true;
    });

/** What {@link Operator.release} returns. */
export interface ReleasedByOperator extends OperatorCustomer {
  /** The person who has the customer now, if one was named. */
  to?: string;
  /**
   * What the provider responds if somebody else posts the same email address: `conflict` (Bridge), or `created`, which
   * is another customer.
   */
  newOnboarding: "conflict" | "created";
}

/** A record of a person, as {@link Operator.exportData} returns it. */
export interface ExportedRecord {
  /** The kind of the record, as in docs/running.md#personal-data. */
  record: string;
  /** What it contains. Times are in milliseconds since 1970. */
  value: unknown;
}

/** What {@link Operator.exportData} returns. */
export interface ExportedByOperator {
  /** The customers that were found, the newest first. */
  customers: (OperatorCustomer & {
    /** When the provider created the customer or the link, RFC 3339, if it says that. */
    createdAt?: string;
    /** The records of the handler's store about this customer. */
    records: ExportedRecord[];
  })[];
}

/** What {@link Operator.forget} returns. */
export interface ForgottenByOperator {
  /** How many records were removed or emptied. */
  removed: number;
  /** The customers that the provider still has. Only the provider can delete them. */
  atProvider: (OperatorCustomer & {
    /** When the provider created the customer or the link, RFC 3339, if it says that. */
    createdAt?: string;
  })[];
  /**
   * What cannot be found by what was given, and when it has ended at the latest.
   *
   * - `idempotency_keys`: the link and the customer's id under a key of the page. The key responds 409 now.
   * - `links_to_devices`: links to another device, which do not open any more.
   * - `resume_links`: links of {@link Operator.resumeLink}, which do not open any more.
   * - `codes_to_other_contacts`: counters of codes, under a keyed hash of an address or number that was corrected.
   * - `reference`: which customer a reference has, at Bridge. Pass the reference to remove it.
   */
  left: {
    /** What may be left. */
    what: "idempotency_keys" | "links_to_devices" | "resume_links" | "codes_to_other_contacts" | "reference";
    /** When it has ended, RFC 3339. */
    until: string;
  }[];
}

/** Whom a link of {@link Operator.resumeLink} is for, and how long it opens. */
export type ResumeOptions = {
  /** The provider. Required where the configuration chooses one for each applicant. */
  provider?: AnyProviderName | undefined;
  /** For how long the link opens, in milliseconds: from a minute to 30 days. */
  ttlMs: number;
} & (
  | {
      /** Your own id of the person, as `authorize` returns it. Only its login can open the link. SpherePay stores none. */
      reference: string;
      /** Not together with `reference`. */
      customerId?: undefined;
      /** Not together with `reference`. */
      to?: undefined;
    }
  | {
      /** The id that {@link HandlerOptions.onCreated} got: at Bridge, that of the link. */
      customerId: string;
      /**
       * Your own id of the person, as `authorize` returns it: only its login can open the link. Without it, the link
       * opens only where `authorize` returns no reference, or where there is no `authorize`.
       */
      to?: string;
      /** Not together with `customerId`. */
      reference?: undefined;
    }
);

/** What {@link Operator.resumeLink} returns. */
export interface ResumeLink {
  /** The link. It is a secret: the first person who opens it has the session. */
  url: string;
  /** When it ends, RFC 3339. */
  expiresAt: string;
}

/** Functions for a support tool, a queue or a cron. They are never routes. */
export interface Operator {
  /**
   * Finds what is known of a customer. It changes nothing. Of several customers with one email address, it returns the
   * newest.
   *
   * @throws {KycLinkError} `not_supported` if the provider does not find customers by what was given
   */
  find(who: Who): Promise<FoundByOperator>;
  /**
   * Takes a customer from its present holder: sessions end, keys return nothing any more, and limits are reset. It then
   * belongs to the person with the reference `to`, who continues by posting the form after a login, or to no one. No
   * other onboarding gets it, for 91 days. A reference that the provider itself has of the customer does not count any
   * more, for ten years, unless it is `to`.
   *
   * A link that somebody has opened cannot be taken back: see docs/running.md#confirming-the-address-first.
   *
   * @throws {KycLinkError} `conflict` if the customer is approved and does not belong to `to`, or if several customers
   *   have the email address; `not_found` if there is none
   */
  release(
    who: Who & {
      /** Your own id of the person to whom the customer belongs from now on, as `authorize` returns it. */
      to?: string;
    },
  ): Promise<ReleasedByOperator>;
  /**
   * Makes a link to the customer's status on the ready page, for an e-mail or a message to the person. It works once:
   * the page asks first, and a browser that has another onboarding is asked whether it gives that up. A visit by a
   * scanner of mail uses nothing. The session has the rights of another device: docs/protocol.md has them all.
   *
   * Send it only to an address that you know to be the person's: not to one that a customer merely has.
   *
   * @throws {KycLinkError} `invalid_config` if the configuration has no `page`, or several origins and no `publicOrigin`;
   *   `conflict` if the customer was released to another person or forgotten; `not_found` if there is none;
   *   `not_supported` if the provider stores no references
   */
  resumeLink(options: ResumeOptions): Promise<ResumeLink>;
  /**
   * Returns the records that the handler's store has about a person, and changes nothing. What the provider has is not
   * among them: read it with its client.
   *
   * @throws {KycLinkError} `not_supported` if the provider does not find customers by what was given; `conflict` if
   *   several customers have the email address
   */
  exportData(who: Who): Promise<ExportedByOperator>;
  /**
   * Removes the records that the handler's store has about a person. Sessions end, and keys and links to other devices
   * return nothing any more. The provider's own data stays: have it deleted there first, because a webhook that comes
   * later is recorded again.
   *
   * A record that remains for 91 days names the customer by a hash, and no one as its owner: it keeps sessions closed. At
   * a provider that stores references, another one says for ten years that there was a release, if there was one. If the
   * person comes back and the provider has the same customer, `release` gives it back; an approved one only where the
   * provider stores references, to the one that it has.
   *
   * @throws {KycLinkError} `not_supported` if the provider does not find customers by what was given; `conflict` if
   *   several customers have the email address; `not_found` if there is none
   */
  forget(who: Who): Promise<ForgottenByOperator>;
}

/**
 * Creates the functions of an operator.
 *
 * @param config The configuration of the handler: what was released is known to handlers with the same `store`,
 *   `cookieSecret` and `id`.
 * @param env What the configuration gets if it is a function.
 * @throws {KycLinkError} `invalid_config` if an option is missing or invalid
 * @example
 * const operator = createOperator(config);
 * const { status } = await operator.find({ email: "jane@example.com" });
 * if (status === "incomplete") await operator.release({ email: "jane@example.com", to: "user-42" });
 */
export declare function createOperator<Env = unknown, Returned extends Config = Config>(
  config: Config | ((env: Env) => OnlyOptions<Returned>),
  env?: Env,
): Operator;

/**
 * Creates a store in memory, for a single process. Records expire by a monotonic clock, so a step of the wall clock
 * neither ends a lock early nor keeps a record for longer.
 *
 * @example
 * const store = memoryStore();
 */
export declare function memoryStore(): Store;
