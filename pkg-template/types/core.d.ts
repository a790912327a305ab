import type { AnyProviderName, Applicant, CustomerType } from "./common.js";
import type {
  CallOptions,
  ClientOptions,
  LinkOptions,
  OnboardOptions,
  PresentationOptions,
  ReadOptions,
  WebhookDelivery,
} from "./options.js";
import type { OwnApplicant, OwnOnboarding, ProviderClient } from "./provider.js";
import type { Clients, Operations, ProviderTypes } from "./providers.js";
import type { CompositeName, OperationName, ProviderName } from "./tables.js";

export * from "./common.js";
export * from "./options.js";
export * from "./providers.js";
export * from "./rules.js";

// ---- Outputs

/**
 * A hosted KYC link, to which you send the person.
 *
 * @example
 * const link = await client.createKycLink({ customerId });
 * return Response.redirect(link.kycUrl, 303);
 */
export interface KycLink {
  /** The provider that created the link. */
  provider: ProviderName;
  /** The customer's id at the provider. */
  customerId: string;
  /** The URL of the hosted flow: https, without credentials. A secret: its holder can act as the person. */
  kycUrl: string;
  /** When the link expires: the provider's own RFC 3339 timestamp. */
  expiresAt: string;
  /** When the link expires, in epoch milliseconds. */
  expiresAtMs: number;
  /** The company that runs the hosted flow, such as `"SUMSUB"`. Providers may add values. */
  verificationProvider?: string;
  /** A token for that company's SDK, as an alternative to the link. A secret of the person. */
  token?: string;
}

/**
 * A customer's verification status, the same for all providers.
 *
 * - `incomplete`: the person has not finished the hosted flow.
 * - `pending`: the provider is deciding.
 * - `approved`, `rejected`: the provider has decided.
 * - `expired`: an approval has run out, and a new check is needed.
 * - `on_hold`: the provider has paused the decision.
 * - `unknown`: the provider sent a status that kyclink does not know.
 */
export type CustomerStatus = "incomplete" | "pending" | "approved" | "rejected" | "expired" | "on_hold" | "unknown";

/** Whether an email address or phone number has been confirmed. `unknown`: the provider sent an unknown state. */
export type ContactState = "pending" | "verified" | "unknown";

/** A customer at a provider. */
export interface Customer {
  /** The provider that has the customer. */
  provider: AnyProviderName;
  /** The customer's id at the provider. */
  id: string;
  /** Whether the customer is a person or a company. */
  type: CustomerType;
  /** The customer's email address. */
  email?: string;
  /** The customer's phone number. */
  phone?: string;
  /** The verification status. At SpherePay it is derived from `profiles`. */
  status: CustomerStatus;
  /** The provider's own status. Providers may add values. */
  providerStatus?: string;
  /** The verification profiles that `status` is derived from, at providers that have them. */
  profiles?: Profile[];
  /** The contacts that the provider wants to be confirmed. */
  contactVerification?: {
    /** Whether the email address is confirmed. */
    email?: ContactState;
    /** Whether the phone number is confirmed. */
    phone?: ContactState;
  };
  /** What is still missing, as far as the provider says it. Empty where nothing is known to be missing. */
  requirements: Requirement[];
  /** Which product is open, at a provider that opens several of them one by one; empty elsewhere. */
  capabilities: Capability[];
  /** The types of the agreements that the customer has accepted, if there are any. */
  agreements?: string[];
  /** When the customer was created: the provider's own RFC 3339 timestamp. */
  createdAt?: string;
  /** The provider's response, unchanged. Contains personal data. */
  raw: unknown;
}

/**
 * Something that is still missing, or that stands in the way of the verification. It has no personal data.
 *
 * @example
 * const { requirements } = await client.getCustomer({ customerId });
 * const tasks = requirements.filter(({ who, can }) => who === "person" && can === "act");
 */
export interface Requirement {
  /** What it is about. `other`: something else, or a code that no document lists. */
  kind: "terms" | "contact" | "data" | "document" | "questionnaire" | "owner" | "review" | "other";
  /** Whose turn it is. What the `operator` has to do must not be shown to a person. */
  who: "person" | "owner" | "business" | "provider" | "operator";
  /**
   * What can be done: the named party can `act` now, or only the provider can (`wait`), or the provider says that
   * nothing helps (`final`), or it does not say (`unknown`).
   */
  can: "act" | "wait" | "final" | "unknown";
  /** The provider's word for it, for logs and programs. Providers may add words. Do not show it to a person. */
  code?: string;
  /** The path of the applicant's field that it is about, such as `"address.city"`. */
  field?: string;
  /** The provider's id of the owner or the document that it is about. */
  subject?: string;
  /** The provider's words for the documents of which one will do. Providers may add words. */
  accepts?: string[];
  /** The provider's names of the products or verifications that need it. */
  of?: string[];
  /** The day until which it has to be met, `YYYY-MM-DD`. Absent if it is due now, or if the provider names no date. */
  dueBy?: string;
  /** The same in milliseconds since 1970-01-01 UTC. A day begins at midnight UTC. */
  dueByMs?: number;
  /** The ways of which one is enough, if there are several. */
  anyOf?: Requirement[];
  /** What the person in front of the page can do about it. */
  nextAction: Exclude<NextAction, "none">;
}

/** A product that a provider opens on its own. */
export interface Capability {
  /** The provider's name for it, such as `"base"`. Providers may add names. */
  name: string;
  /** How far it is. */
  status: CustomerStatus;
}

/**
 * What a person can do next, in the response of `GET /status`.
 *
 * - `wait`: nothing; the provider is checking.
 * - `open_link`: open the hosted page, with a link from `POST /links/renew`.
 * - `verify_contact`: confirm an email address or a phone number with a code.
 * - `accept_terms`: accept the provider's terms, with a link from `POST /links/renew`.
 * - `try_again`: open the hosted page again, with a link from `POST /links/renew`.
 * - `contact_support`: only you can help.
 * - `none`: nothing is left to do, or nothing was started.
 */
export type NextAction = "wait" | "open_link" | "verify_contact" | "accept_terms" | "try_again" | "contact_support" | "none";

/** One verification of a customer. Providers may add names and statuses. */
export interface Profile {
  /** The profile's name, such as `"kyc_profile_a"`. */
  name: string;
  /** The profile's status, such as `"approved"`. */
  status: string;
  /** The profile's requirements, by their state. */
  criteria: ProfileCriteria;
}

/** The requirements of a {@link Profile}, by name. Providers may add names. */
export interface ProfileCriteria {
  /** Requirements that are fulfilled. */
  complete: string[];
  /** Requirements that are being checked. */
  pending: string[];
  /** Requirements that are missing. */
  required: string[];
  /** Requirements that were refused. */
  errors: CriterionError[];
}

/** A requirement that was refused. */
export interface CriterionError {
  /** The requirement's name. */
  name: string;
  /** The provider's own message. */
  message: string;
}

/** One page of a list. {@link PagePromise} is how a client returns it. */
export interface Page<Item, Next = object> {
  /** The items on this page. */
  items: Item[];
  /** The input for the next page. Absent on the last page, or if the list is cut off. */
  next?: Next;
  /** There may be more items, but the response names no place where the next page would begin. */
  isCutOff?: true;
  /** The number of items on all pages, if the provider sends it. */
  total?: number;
}

/**
 * What a client's list method returns: a promise of the first page, and an async iterable over the items of this page
 * and all after it.
 *
 * The request for the first page is sent by the method. The next page is requested when the items before it have been
 * taken, so that a loop which ends early requests no more than it needs; one page is held at a time. All requests have
 * the options of the method; `deadline` covers each of them. A list that leads back to an earlier page, or is
 * cut off, ends with `unexpected_response`.
 *
 * @example
 * const { items, next, total } = await client.listCustomers();
 * @example
 * for await (const customer of client.listCustomers()) show(customer.id, customer.status);
 */
export interface PagePromise<Item, Next = object> extends Promise<Page<Item, Next>>, AsyncIterable<Item> {
  /** Returns an iterator over all items, from the first page on. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void, undefined>;
}

/** A link to the provider's terms of service. */
export interface TosLink {
  /** The provider that created the link. */
  provider: ProviderName;
  /** The customer's id at the provider. */
  customerId: string;
  /** The URL of the terms: https, without credentials. A secret: its holder can act as the person. */
  url: string;
  /** When the link expires: the provider's own RFC 3339 timestamp. */
  expiresAt?: string;
}

// ---- Building, sending, parsing

/** An HTTP request as plain data. Its headers contain the credentials. */
export interface HttpRequest {
  /** The HTTP method, such as `"POST"`. */
  method: string;
  /** The absolute URL. */
  url: string;
  /** All headers, including `Authorization`. */
  headers: Record<string, string>;
  /** The JSON body. Absent for requests without a body. */
  body?: string;
}

/** An HTTP response as plain data. */
export interface HttpResponse {
  /** The HTTP status. 0, as in `Response.error()`, means that there was no response. */
  status: number;
  /** The response headers. */
  headers: HeadersInput;
  /** The raw body. */
  body?: string | Uint8Array;
}

/** HTTP headers: a `Headers` object, pairs, or a plain object. Names are case-insensitive. */
export type HeadersInput = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/** A `fetch` function: the platform's, a service binding's, or a stub for tests. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

/** What kyclink passes to a {@link Fetch} function. */
export interface FetchInit {
  /** The HTTP method. */
  method: string;
  /** All headers, including `Authorization`. */
  headers: Record<string, string>;
  /** The JSON body. Absent for requests without a body. */
  body?: string;
  /** Redirects are not followed. */
  redirect: "manual";
  /** Aborts after the timeout, and when the caller's own signal does. */
  signal: AbortSignal;
}

/** The name of an operation that sends a request. Composites such as `"grid.onboard"` do not. */
export type CallName = Exclude<OperationName, CompositeName>;

/** The configuration of one request: the client's options, and `idempotencyKey` and `headers` for this request. */
export type RequestConfig<Name extends string> = Name extends `${infer Provider}.${string}`
  ? ConfigOf<Provider> & Pick<CallOptions, "idempotencyKey" | "headers">
  : never;

type ConfigOf<Provider extends string> = Provider extends keyof Providers ? Parameters<Providers[Provider]>[0] : never;
type Providers = typeof import("./providers.js");

/**
 * Validates an input and builds the request, without sending it.
 *
 * @param operation The operation, such as `"grid.createKycLink"`.
 * @param input The operation's input.
 * @param config The credentials and options of the provider's client.
 * @returns The request, including the credentials.
 * @throws {KycLinkError} `invalid_request` with `issues`; `invalid_config`
 * @example
 * const request = buildRequest("grid.createKycLink", { customerId }, { clientId, clientSecret });
 * const response = await send(request);
 * const link = parseResponse("grid.createKycLink", response, { customerId });
 */
export declare function buildRequest<Name extends CallName>(
  operation: Name,
  input: Operations[Name]["input"],
  config: RequestConfig<Name>,
): HttpRequest;

/**
 * Parses a response into the operation's output.
 *
 * @param operation The operation that the request was built for.
 * @param response The provider's response.
 * @param input The input of the request. Pass it always: some responses do not contain the customer's id.
 * @param options Which links are accepted, and which profiles determine a customer's status.
 * @returns The operation's output; `undefined` for operations without one.
 * @throws {KycLinkError} for every status other than 2xx, and `unexpected_response` for an unusable 2xx response
 * @example
 * const link = parseResponse("grid.createKycLink", { status: 201, headers: {}, body }, { customerId });
 */
export declare function parseResponse<Name extends CallName>(
  operation: Name,
  response: HttpResponse,
  input?: Operations[Name]["input"],
  options?: ReadOptions,
): Operations[Name]["output"];

/**
 * Sends a request once, without retries, and reads at most 1 MiB of the response.
 *
 * The promise always settles: after `timeout` (milliseconds, default 30000), when `signal` aborts,
 * and whatever `fetch` rejects with. Redirects are not followed.
 *
 * @param request The request that {@link buildRequest} returned.
 * @param options `fetch` replaces the platform's.
 * @returns The response, whatever its status.
 * @throws {KycLinkError} `network`, `timeout` or `aborted`; `cause` is the value that `fetch` rejected with
 * @example
 * const request = buildRequest("grid.getCustomer", { customerId }, { clientId, clientSecret });
 * const { status, headers, body } = await send(request, { timeout: 10_000 });
 */
export declare function send(
  request: HttpRequest,
  options?: {
    /** A `fetch` function instead of the platform's. */
    fetch?: Fetch | undefined;
    /** The time until the body has arrived, in milliseconds. */
    timeout?: number | undefined;
    /** Aborts the request. */
    signal?: AbortSignal | undefined;
  },
): Promise<SentResponse>;

/** The response that {@link send} returns. */
export interface SentResponse {
  /** The HTTP status. */
  status: number;
  /** The response headers, by their lower-case names. */
  headers: Record<string, string>;
  /** The body, decoded as UTF-8. */
  body: string;
}

// ---- Clients

/** A provider's client: one method per operation, which takes the operation's input and {@link CallOptions}. */
export type Client<Provider extends ProviderName> = Clients[Provider];

/** Sends requests to the provider. */
export interface InEnvironment {
  /** The provider's sandbox or its production API, whichever the credentials belong to. */
  environment: "sandbox" | "production";
  /** Not together with `environment`. */
  baseUrl?: undefined;
}

/** Sends requests to another server. */
export interface AtBaseUrl {
  /** The URL of a server with the same API, such as a sandbox of `kyclink/testing`. */
  baseUrl: string;
  /** Not together with `baseUrl`. */
  environment?: undefined;
}

/** Where a client sends its requests: exactly one of `environment` and `baseUrl`. */
export type ServerOptions = InEnvironment | AtBaseUrl;

/** The options of a client that a handler takes, too. It has a `fetch` and a `timeout` of its own. */
export interface HandlerClientOptions extends Pick<ClientOptions, "policy" | "allowHosts" | "headers"> {}

/** What a method of a client takes and returns. */
export interface CallTypes<Input, Output> {
  /** The input. */
  input: Input;
  /** The result. */
  output: Output;
}

/**
 * A method of a client. It needs no input if every member of the operation's input is optional. A list is returned as a
 * {@link PagePromise}.
 */
export type Method<Call> = Call extends { input: infer Input; output: infer Output }
  ? (
      ...args: Record<never, never> extends Input
        ? [input?: Input | undefined, options?: CallOptions | undefined]
        : [input: Input, options?: CallOptions | undefined]
    ) => Output extends Page<infer Item, infer Next> ? PagePromise<Item, Next> : Promise<Output>
  : never;

// ---- Onboarding

/**
 * The result of {@link onboard}. `Link` is the provider's link.
 *
 * - `link`: send the person to `link.kycUrl`.
 * - `accept_terms`: have the person accept the provider's terms at `url`, then send them to `then.kycUrl`.
 * - `verify_contact`: have the contacts in `channels` confirmed, then call `createKycLink`.
 * - `approved`: the customer is already approved and needs no link.
 */
export type Onboarding<Link = AnyLink> =
  | {
      /** There is a link. */
      kind: "link";
      /** The link, to which you send the person. */
      link: Link;
      /** What the customer still needs; empty where the provider has not said. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    }
  | {
      /** The provider's terms of service must be accepted first. */
      kind: "accept_terms";
      /** Where the person accepts them: https, without credentials. A secret: its holder can act as the person. */
      url: string;
      /** The link, to which you send the person afterwards. */
      then: Link;
      /** What the customer still needs: the terms, and what follows. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    }
  | {
      /** Contacts must be confirmed first. */
      kind: "verify_contact";
      /** The customer's id at the provider. */
      customerId: string;
      /** The contacts that are not confirmed. */
      channels: ("email" | "phone")[];
      /** The same contacts. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    }
  | {
      /** Nothing is left to do. */
      kind: "approved";
      /** The customer's id at the provider. */
      customerId: string;
      /** Nothing. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    };

/** The results of {@link Onboarding} of these kinds. */
export type OnboardingAs<Link, Kinds extends Onboarding["kind"]> = Extract<
  Onboarding<Link>,
  {
    /** One of the kinds. */
    kind: Kinds;
  }
>;

/** The link of any provider. */
export type AnyLink = ProviderTypes[ProviderName]["link"];

/** The results that {@link onboard} has for a client: no provider has all of them. */
export type OnboardingOf<C> = C extends ProviderClient
  ? OwnOnboarding
  : { [Name in ProviderName]: C extends Client<Name> ? ProviderTypes[Name]["onboarding"] : never }[ProviderName];

/** A client of any built-in provider. */
export type AnyClient = Clients[ProviderName];

/** The applicant that {@link onboard} takes for a client. */
export type ApplicantOf<C> = C extends ProviderClient
  ? OwnApplicant
  : { [Name in ProviderName]: C extends Client<Name> ? ProviderTypes[Name]["applicant"] : never }[ProviderName];

/**
 * Creates the customer and the hosted link, with as many requests as the provider needs.
 *
 * @param client A client from `spherepay()`, `grid()` or `bridge()`, or from `client` of `kyclink/provider`.
 * @param applicant The person or business. It is validated first.
 * @param options `deadline` covers all requests together; `normalize` and `phoneCountry` are as in `validate`.
 * @returns The link, or what prevents one.
 * @throws {KycLinkError} `invalid_request` with `issues` on the applicant's paths; for `outcome_unknown`,
 *   call {@link reconcile}, or this function again with the error's `idempotencyKey` if it has one; and the errors of
 *   every request
 * @example
 * const outcome = await onboard(client, applicant);
 * if (outcome.kind === "link") return Response.redirect(outcome.link.kycUrl, 303);
 */
export declare function onboard<C extends AnyClient | ProviderClient>(
  client: C,
  applicant: ApplicantOf<C>,
  options?: OnboardOptions,
): Promise<OnboardingOf<C>>;

/** Options of {@link reconcile}: when the request was sent, and those of {@link onboard}. */
export interface ReconcileOptions extends OnboardOptions {
  /** The time before the request was sent, in epoch milliseconds. */
  sentAt: number;
  /** The time at which the error was thrown, in epoch milliseconds. */
  answeredBy: number;
}

/**
 * Finds the customer created by a request whose response was lost (`outcome_unknown`). Creates nothing.
 *
 * The customer has the applicant's type, email and phone and was created between `sentAt` and `answeredBy` (epoch
 * milliseconds), with a tolerance of 5 seconds.
 *
 * Somebody else may have been onboarded with the same data at the same time: use the customer only for the person whose
 * create was lost, and only once.
 *
 * @param client The client that sent the request.
 * @param applicant The applicant of the lost create. At Grid it needs a `reference`.
 * @param options `sentAt` is the time before the request, `answeredBy` the time of the error. `normalize` and
 *   `phoneCountry` are those of `onboard`.
 * @returns The customer, or `undefined` if there is none or more than one.
 * @throws {KycLinkError} `invalid_request` if the `reference` is missing at Grid; and the errors of every request
 * @example
 * const customer = await reconcile(client, applicant, { sentAt, answeredBy: Date.now() });
 * if (customer) return client.createKycLink({ customerId: customer.id });
 */
export declare function reconcile<C extends AnyClient | ProviderClient>(
  client: C,
  applicant: ApplicantOf<C>,
  options: ReconcileOptions,
): Promise<Customer | undefined>;

/**
 * Maps an applicant to the input of one operation, without validating it.
 *
 * @param applicant The applicant; its address is optional.
 * @param operation The operation, such as `"grid.createCustomer"`.
 * @returns The fields that the operation has.
 * @example
 * const input = toInput(applicant, "grid.createCustomer");
 */
export declare function toInput<Name extends CallName>(
  applicant: Omit<Applicant, "address"> & Partial<Pick<Applicant, "address">>,
  operation: Name,
): Partial<Operations[Name]["input"]>;

// ---- Links

/** What {@link isExpired} and {@link msUntilExpiry} read of a link: when it expires, or that it has no expiry. */
export type Expiring =
  | {
      /** When the link expires, in epoch milliseconds. */
      expiresAtMs: number;
    }
  | {
      /** The URL of a link without an expiry. */
      kycUrl: string;
      /** Absent: the provider tells no expiry. */
      expiresAtMs?: undefined;
    };

/**
 * Checks that a link is safe to send a person to: literally `https://`, without credentials, backslashes or control
 * characters, and on a host in `allowHosts`. Every parsed link has already passed this check.
 *
 * @param url The link, for example one that you stored.
 * @param options Which hosts are accepted.
 * @returns The link's `URL.href`.
 * @throws {KycLinkError} `unexpected_response` if the link is not safe
 * @example
 * const href = assertSafeKycUrl(url, { allowHosts: [".sumsub.com"] });
 */
export declare function assertSafeKycUrl(url: string | URL, options?: LinkOptions): string;

/** A way to show a link: in the same tab, in a new one, in a frame, or by the SDK of the company that runs the page. */
export type PresentationWay = "redirect" | "tab" | "frame" | "sdk";

/** A link to the check (`kycUrl`) or to the terms (`url`), as `kyclink` returns them. */
export interface PresentableLink {
  /** The provider. */
  provider: AnyProviderName;
  /** The URL of the check. */
  kycUrl?: string | undefined;
  /** The URL of the terms, of a link without `kycUrl`. */
  url?: string | undefined;
  /** The token for the SDK of the company that runs the hosted page. */
  token?: string | undefined;
}

/** The attributes of a frame. */
export interface PresentationFrame {
  /** `src`. As secret as the link. */
  url: string;
  /** `allow`: the features of the browser that the frame may use. */
  allow: string;
  /** `sandbox`, if the page works with it. */
  sandbox?: string;
  /** `title`, in English. Use one in the language of your page. */
  title: string;
}

/** How a link may be shown, and what a page that frames it needs. */
export interface Presentation {
  /** The ways that the provider documents. */
  ways: PresentationWay[];
  /** The frame, if the link may be framed. */
  frame?: PresentationFrame;
  /** What the headers of the page with the frame must allow, beside what they allow already. */
  headers: {
    /** Sources by directive, as libraries for policies take them. Empty if there is nothing to frame. */
    "content-security-policy": {
      /** The origins of the frame. */
      "frame-src": string[];
    };
    /** Needed only if the page sends a `Permissions-Policy`. */
    "permissions-policy"?: string;
  };
  /**
   * `unknown_link`: the host or path is not one that the provider lets a page frame. `unknown_token`: the token names a
   * host that is not known. `never_returns`: the hosted page does not send the person back, so keep your page open.
   */
  hint?: "unknown_link" | "unknown_token" | "never_returns";
}

/**
 * Decides how a link may be shown to the person, and what a page that frames it needs. A way that no document of the
 * provider allows is not in `ways`.
 *
 * @param link A link of a client, of `onboard` or of the handler.
 * @param options The origin of the page, and which hosts count as the provider's own beside those it documents.
 * @throws {KycLinkError} `invalid_config` if `origin` is not an origin, `unexpected_response` if the link is not safe
 * @example
 * const { ways, frame } = presentation(link, { origin: "https://app.example.com" });
 */
export declare function presentation(link: PresentableLink, options: PresentationOptions): Presentation;

/** Something to have at hand before the hosted page: a document, a number, a camera, a mailbox. */
export interface PreparationItem {
  /**
   * What it is: an open set. `contact` is the mailbox and the phone, for codes; `owners` is everybody who owns 25 % or
   * more, with names, birth dates, addresses and IDs.
   */
  kind:
    | "photo_id"
    | "tax_number"
    | "camera"
    | "proof_of_address"
    | "contact"
    | "questions"
    | "formation"
    | "ownership"
    | "owners"
    | "control_person"
    | "tax_document"
    | "registration_number"
    | "directors"
    | (string & {});
  /** Whether it is asked for; otherwise it may be. */
  required: boolean;
  /** The documents or numbers of which one will do, such as `passport`: an open set. Absent if the provider lists none. */
  accepts?: string[];
  /** How old the document may be, in days. Absent if the provider does not say so. */
  maxAgeDays?: number;
}

/** What a person should have at hand, as far as the provider's documents say it. */
export interface Preparation {
  /** In the order of a list for people. */
  items: PreparationItem[];
  /** Who leaves the page has to begin again. */
  inOneGo?: true;
  /** How many business days the decision takes. Absent if the provider does not say so. */
  decisionDays?: {
    /** The fewest. */
    min: number;
    /** The most. */
    max: number;
  };
}

/**
 * Returns what an applicant should have at hand before the hosted page. Only `type`, `address.country` and
 * `endorsements` are read; what is missing makes the list less certain.
 *
 * @throws {KycLinkError} `invalid_config` if there is no such provider
 * @example
 * const { items, inOneGo } = preparation("bridge", { type: "individual", address: { country: "US" } });
 */
export declare function preparation(
  provider: ProviderName,
  applicant?: {
    /** A person, if it is missing. */
    type?: CustomerType;
    /** Its `country` counts. */
    address?: {
      /** Its code. */
      country?: string;
    };
    /** The products that are wanted, at Bridge. */
    endorsements?: readonly string[];
  },
): Preparation;

/**
 * Returns how long a link is still valid.
 *
 * @param link A link.
 * @param options `now` is the time to compare with, in epoch milliseconds. It defaults to the current time.
 * @returns Milliseconds; negative if the link has expired, `Infinity` if its provider tells no expiry.
 * @example
 * const seconds = msUntilExpiry(link) / 1000;
 */
export declare function msUntilExpiry(
  link: Expiring,
  options?: {
    /** The time to compare with, in epoch milliseconds. */
    now?: number | undefined;
  },
): number;

/**
 * Checks whether a link has expired, or is about to.
 *
 * @param link A link.
 * @param options `now` is the time to compare with, in epoch milliseconds (default: the current time).
 *   `skewMs` is a margin in milliseconds for clock differences and loading time (default: 60000).
 * @returns Whether the link is too old to send a person there. A link without an expiry never is.
 * @example
 * if (isExpired(link)) link = await client.createKycLink({ customerId: link.customerId });
 */
export declare function isExpired(
  link: Expiring,
  options?: {
    /** The time to compare with, in epoch milliseconds. */
    now?: number | undefined;
    /** A margin for clock differences and loading time, in milliseconds. */
    skewMs?: number | undefined;
  },
): boolean;

// ---- Webhooks

/**
 * The meaning of a webhook event, the same for all providers.
 *
 * - `kyc_pending`: the provider is deciding.
 * - `kyc_approved`, `kyc_rejected`: the provider has decided.
 * - `kyc_expired`: an approval has run out.
 * - `kyc_needs_review`: the decision waits for the person or for a reviewer.
 * - `customer_created`, `customer_updated`: a customer was created or changed.
 * - `test`: a test of your endpoint.
 * - `other`: anything else, including new types.
 */
export type WebhookKind =
  | "kyc_pending"
  | "kyc_approved"
  | "kyc_rejected"
  | "kyc_expired"
  | "kyc_needs_review"
  | "customer_created"
  | "customer_updated"
  | "test"
  | "other";

/** A verified webhook event. It may be late: before anything depends on it, read the customer from the provider. */
export interface WebhookEvent {
  /** The provider that sent the event. */
  provider: AnyProviderName;
  /** The event's id, the same in every delivery. Store it, and act only on new ones. */
  id: string;
  /** The provider's own event type. Providers may add types. */
  type: string;
  /** The meaning of the type. */
  kind: WebhookKind;
  /** The customer that the event is about. */
  customerId?: string;
  /** The KYC link that the event is about, at a provider whose links have ids. */
  kycLinkId?: string;
  /** Your own id of the person, if a provider of your own names it. */
  reference?: string;
  /** When the event occurred: the provider's own RFC 3339 timestamp. */
  occurredAt?: string;
  /** What the customer still needs; missing where the event has neither a customer nor a verification. */
  requirements?: Requirement[];
  /** Which product is open; missing where the event does not say it. */
  capabilities?: Capability[];
  /** The provider's data, unchanged. Contains personal data. */
  data: unknown;
}

/** A webhook key, or a list of keys during a rotation. */
export type WebhookKeys = string | readonly string[];

/** Options of {@link verifyWebhook}: the raw body, the headers, and the provider's key. */
export type WebhookOptions<Provider extends ProviderName = ProviderName> = {
  [Name in Provider]: WebhookDelivery & ProviderTypes[Name]["webhookKey"];
}[Provider];

/**
 * Verifies the signature of a webhook over its raw body, and returns the event.
 *
 * Replays are not detected: store each event's `id`, and act only on new ones.
 *
 * @param provider The provider that sends the webhook.
 * @param options The raw body, the headers, and the key.
 * @returns The event.
 * @throws {KycLinkError} `webhook_signature`, `webhook_malformed`, `webhook_stale`, `webhook_too_old` or `invalid_config`
 * @example
 * const body = await request.arrayBuffer();
 * const event = await verifyWebhook("spherepay", { body, headers: request.headers, secret });
 */
export declare function verifyWebhook<Provider extends ProviderName>(
  provider: Provider,
  options: WebhookOptions<Provider>,
): Promise<WebhookEvent>;
