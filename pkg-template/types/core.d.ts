import type { Policy } from "./form.js";
import type { Operations } from "./providers.js";
import type { CompositeName, OperationName, ProviderName } from "./tables.js";

export * from "./form.js";
export * from "./providers.js";

// ---- What comes back

export type CustomerType = "individual" | "business";

/** A hosted KYC link. */
export interface KycLink {
  provider: ProviderName;
  customerId: string;
  /** Where to send the person: an https URL without credentials. Whoever has it can act as that person. */
  kycUrl: string;
  /** RFC 3339, in the provider's own words. */
  expiresAt: string;
  /** The same moment in milliseconds since 1970-01-01 UTC. */
  expiresAtMs: number;
  /** Who runs the hosted flow, such as `SUMSUB`: an open set. */
  verificationProvider?: string;
  /** For that company's own SDK in place of the link. A secret of the person's. */
  token?: string;
}

export type CustomerStatus = "incomplete" | "pending" | "approved" | "rejected" | "on_hold" | "unknown";
export type ContactState = "pending" | "verified" | "unknown";

export interface Customer {
  provider: ProviderName;
  id: string;
  type: CustomerType;
  email?: string;
  phone?: string;
  status: CustomerStatus;
  /** The status in the provider's word: an open set. */
  providerStatus?: string;
  /** What the status is made of, at a provider that verifies a customer for several purposes. */
  profiles?: Profile[];
  /** The contacts that the provider wants confirmed. */
  contactVerification?: { email?: ContactState; phone?: ContactState };
  /** RFC 3339, in the provider's own words. */
  createdAt?: string;
  /** The answer as it came. */
  raw: unknown;
}

/** One verification of a customer. Names and states are the provider's words: open sets. */
export interface Profile {
  name: string;
  status: string;
  /** What is done, what the provider is looking at, what the person still has to give, and what was not taken. */
  criteria: { complete: string[]; pending: string[]; required: string[]; errors: { name: string; message: string }[] };
}

/** One page of a list. */
export interface Page<Item, Next = object> {
  items: Item[];
  /** The input of the call that gives the next page; absent on the last one. */
  next?: Next;
  /** How many there are on all pages, where the provider says so. */
  total?: number;
}

/** A link to the provider's terms of service. */
export interface TosLink {
  provider: ProviderName;
  customerId: string;
  /** Where to send the person: an https URL without credentials. Whoever has it can act as that person. */
  url: string;
  /** RFC 3339, in the provider's own words. */
  expiresAt?: string;
}

// ---- Building, sending, parsing

export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface HttpResponse {
  status: number;
  headers: HeadersInput;
  body?: string | Uint8Array;
}

/** `Headers`, pairs or a plain object; names in any case. */
export type HeadersInput = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/** The platform's fetch, a service binding's, or a stub. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; redirect: "manual"; signal: AbortSignal },
) => Promise<Response>;

/** An operation that makes a call; a composite makes none of its own. */
export type CallName = Exclude<OperationName, CompositeName>;

export interface LinkOptions {
  /** Hosts that links may have: `example.com`, `example.com:8443`, or `.example.com` for subdomains. @default any */
  allowHosts?: readonly string[];
  /** Takes http on a loopback host as well: for sandboxes and tests. @default false */
  allowLoopback?: boolean;
}

export interface ReadOptions extends LinkOptions {
  /** The verification profiles that a customer's `status` is about. @default all */
  profiles?: readonly string[];
}

/** The configuration of a request: a client's credentials and place, and what one call adds. */
export type RequestConfig<Name extends string> = Name extends `${infer Provider}.${string}`
  ? ConfigOf<Provider> & Pick<CallOptions, "idempotencyKey" | "headers">
  : never;

type ConfigOf<Provider extends string> = Provider extends keyof Providers ? Parameters<Providers[Provider]>[0] : never;
type Providers = typeof import("./providers.js");

/**
 * Checks an input and builds the request, without sending it.
 *
 * @throws {KycLinkError} `invalid_request` with `issues`, `invalid_config`
 */
export declare function buildRequest<Name extends CallName>(
  operation: Name,
  input: Operations[Name]["input"],
  config: RequestConfig<Name>,
): HttpRequest;

/**
 * Reads an answer. `input` is what was sent: some answers do not say whose they are.
 *
 * @throws {KycLinkError} for everything that is no 2xx with what the operation promises
 */
export declare function parseResponse<Name extends CallName>(
  operation: Name,
  response: HttpResponse,
  input?: Operations[Name]["input"],
  options?: ReadOptions,
): Operations[Name]["output"];

/**
 * Sends a request once. It always settles: in time, on the signal, whatever `fetch` rejects with.
 *
 * @throws {KycLinkError} `network`, `timeout` or `aborted`, whose `cause` is what `fetch` rejected with
 */
export declare function send(
  request: HttpRequest,
  options?: { fetch?: Fetch; timeout?: number; signal?: AbortSignal },
): Promise<{ status: number; headers: Record<string, string>; body: string }>;

// ---- Clients

export interface ClientOptions {
  /** @default globalThis.fetch */
  fetch?: Fetch;
  /** Milliseconds for one attempt. @default 30000 */
  timeout?: number;
  /** How often a call that does no harm twice is sent again: every GET, and what makes a link for a customer. @default 2 */
  maxRetries?: number;
  /** @default "postal" */
  policy?: Policy;
  /** Hosts that links may have. @default any */
  allowHosts?: readonly string[];
  /** Added to every request. */
  headers?: HeadersInput;
  /** A page must not hold credentials: this says that you know it does. */
  dangerouslyAllowBrowser?: boolean;
}

export interface CallOptions {
  /** Ends the call at once, a wait between attempts too. */
  signal?: AbortSignal;
  /** Milliseconds for one attempt. */
  timeout?: number;
  /** Milliseconds for all attempts and the waits between them; a wait that would pass it is not begun. @default none */
  deadline?: number;
  /** In place of the client's. */
  maxRetries?: number;
  /** 1 to 255 visible ASCII characters, sent as `Idempotency-Key` with a POST. */
  idempotencyKey?: string;
  /** Added to the request. */
  headers?: HeadersInput;
  /** The verification profiles that a customer's `status` is about. @default the client's */
  profiles?: readonly string[];
}

/** One method per operation of the provider. */
export type Client<Provider extends ProviderName> = {
  readonly [Name in CallName as Name extends `${Provider}.${infer Verb}` ? Verb : never]: (
    ...args: Record<never, never> extends Operations[Name]["input"]
      ? [input?: Operations[Name]["input"], options?: CallOptions]
      : [input: Operations[Name]["input"], options?: CallOptions]
  ) => Promise<Operations[Name]["output"]>;
};

// ---- Onboarding

/** A person or business, in nobody's particular words. */
export interface Applicant {
  type: CustomerType;
  email: string;
  /** E.164: `+14155550123`. */
  phone: string;
  address: {
    line1: string;
    line2?: string;
    city?: string;
    state?: string;
    postalCode?: string;
    /** ISO 3166-1, alpha-2 or alpha-3. */
    country: string;
  };
  firstName?: string;
  lastName?: string;
  /** `YYYY-MM-DD` */
  birthDate?: string;
  /** ISO 3166-1, alpha-2 or alpha-3. */
  nationality?: string;
  /** What a provider does not take is not sent. */
  business?: {
    legalName: string;
    country: string;
    taxId: string;
    /** `YYYY-MM-DD` */
    incorporatedOn: string;
    tradeName?: string;
    doingBusinessAs?: string;
    description?: string;
    naicsCode?: string;
    website?: string;
    identificationNumber?: string;
    estimatedAnnualRevenueInUsd?: number | string;
  };
  /** Your own id of this person. */
  reference?: string;
  /** Where the person goes after the hosted flow, where the provider offers that. */
  redirectUri?: string;
  /** ISO 4217 codes or tickers, where the provider asks for them; elsewhere not sent, as the next two. */
  currencies?: string[];
  /** ISO 3166-1, alpha-2 or alpha-3. */
  region?: string;
  endUserTermsConsent?: { acceptedAt: string; ipAddress: string; termsVersion: string; acceptanceMethod: "CHECKBOX" | "CLICK_TO_ACCEPT" };
}

export type Onboarding =
  | { kind: "link"; link: KycLink }
  | { kind: "verify_contact"; customerId: string; channels: ("email" | "phone")[] }
  | { kind: "approved"; customerId: string };

type AnyClient = { [Name in ProviderName]: Client<Name> }[ProviderName];
type ApplicantOf<C> = C extends Client<infer Name> ? Operations[`${Name}.onboard`]["input"] : never;

/**
 * Creates what the provider needs and gives back a link, or what stands in its way.
 *
 * @throws {KycLinkError} with `issues` on the applicant's own paths
 * @example
 * const outcome = await onboard(client, applicant);
 * if (outcome.kind === "link") return Response.redirect(outcome.link.kycUrl, 303);
 */
export declare function onboard<C extends AnyClient>(client: C, applicant: ApplicantOf<C>, options?: CallOptions): Promise<Onboarding>;

/**
 * The customer that a create with a lost answer (`outcome_unknown`) has made: of the applicant's type, e-mail and phone, and created
 * between `sentAt` and `answeredBy`, give or take 5 seconds; `undefined` where there is none, or more than one. Both are
 * milliseconds since 1970-01-01 UTC. Nothing is created.
 *
 * Somebody else may have been onboarded with the same data at the same time: take a customer only for the person whose create was lost.
 *
 * @example
 * const customer = await reconcile(client, applicant, { sentAt, answeredBy: Date.now() });
 * if (customer) return client.createKycLink({ customerId: customer.id });
 */
export declare function reconcile<C extends AnyClient>(
  client: C,
  applicant: ApplicantOf<C>,
  options: { sentAt: number; answeredBy: number } & CallOptions,
): Promise<Customer | undefined>;

/** An applicant as the input of one operation. Checks nothing. */
export declare function toInput<Name extends CallName>(
  applicant: Omit<Applicant, "address"> & { address?: Applicant["address"] },
  operation: Name,
): Partial<Operations[Name]["input"]>;

// ---- Links

/**
 * Checks a link before a person is sent there, and gives back its `URL.href`.
 *
 * @throws {KycLinkError} `unexpected_response`
 */
export declare function assertSafeKycUrl(url: string | URL, options?: LinkOptions): string;

/** How many milliseconds a link lasts; negative once it has expired. */
export declare function msUntilExpiry(link: Pick<KycLink, "expiresAtMs">, options?: { now?: number }): number;

/** Whether a link is too old to send a person there; `skewMs` (60 s) is for clocks that differ and for the way. */
export declare function isExpired(link: Pick<KycLink, "expiresAtMs">, options?: { now?: number; skewMs?: number }): boolean;

// ---- Webhooks

/** What an event means, in one vocabulary for all providers. */
export type WebhookKind =
  | "kyc_pending"
  | "kyc_approved"
  | "kyc_rejected"
  | "kyc_needs_review"
  | "customer_created"
  | "customer_updated"
  | "test"
  | "other";

/** What a provider tells: a hint, after which you ask the provider. */
export interface WebhookEvent {
  provider: ProviderName;
  /** The same at every repetition of the delivery: who must not act twice remembers it. */
  id: string;
  /** The provider's own type: an open set. */
  type: string;
  /** What it means; `other` for every type that is not about verification, or new. */
  kind: WebhookKind;
  customerId?: string;
  /** RFC 3339, in the provider's own words. */
  occurredAt?: string;
  /** What the provider tells, as it came. It holds a person's data. */
  data: unknown;
}

/** One key or, while keys are changed, several. */
export type WebhookKeys = string | readonly string[];

export type WebhookOptions = {
  /** The raw body: bytes, or text that nothing has parsed. */
  body: string | ArrayBuffer | ArrayBufferView;
  headers: HeadersInput | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The oldest that an event may be. Providers repeat for days. @default no limit */
  maxAgeMs?: number;
  /** Milliseconds since 1970. @default the present */
  now?: number;
} & (
  | {
      /** The webhook's secret, where the provider shares one. */
      secret: WebhookKeys;
    }
  | {
      /** The provider's public key: PEM, its line breaks real or written `\n`, or hex. */
      publicKey: WebhookKeys;
    }
);

/**
 * Checks a delivery's signature over its raw body, and reads its event. Replays are not recognised: remember `id`.
 *
 * @throws {KycLinkError} `webhook_signature`, `webhook_malformed`, `webhook_stale`, `invalid_config`
 * @example
 * const event = await verifyWebhook("spherepay", { body: await request.text(), headers: request.headers, secret });
 */
export declare function verifyWebhook(provider: ProviderName, options: WebhookOptions): Promise<WebhookEvent>;
