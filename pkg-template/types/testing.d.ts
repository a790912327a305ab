/**
 * `kyclink/testing`: the providers in memory, with their documented statuses, error formats, preconditions,
 * expiry, idempotency and webhooks.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox();
 * const client = spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch });
 * ```
 * @module
 */

import type { Store } from "./edge.js";
import type { ErrorCode, IssueCode } from "./tables.js";

export * from "./testing-provider.js";

/** A provider that the sandbox simulates. */
export type ProviderName = "spherepay" | "grid" | "bridge";

/**
 * Where a check stops, until somebody does more.
 *
 * - `reject_for_good`: the provider refuses the customer for a reason that it calls final.
 * - `needs_terms`, `needs_contact`, `needs_data`, `needs_document`, `needs_questionnaire`: the terms, a confirmed contact,
 *   a name or a number, a document, or answers about money are missing.
 * - `needs_owner`: of a business, the owners are missing.
 * - `needs_other`: something that no document of the provider describes.
 * - `needs_document_later`: the customer is approved, and needs a document from a day on that is 30 days away.
 */
export type Stop =
  | "reject_for_good"
  | "needs_terms"
  | "needs_contact"
  | "needs_data"
  | "needs_document"
  | "needs_questionnaire"
  | "needs_owner"
  | "needs_other"
  | "needs_document_later";

/**
 * A decision of the provider. `hold` delays it for another review. {@link SandboxCustomer.decisions} says which of the
 * others a provider can take.
 */
export type Decision = "approve" | "reject" | "hold" | Stop;

/** How a hosted flow ends: with a decision, or in review until {@link Sandbox.complete} decides. */
export type HostedDecision = Decision | "review";

/** Whether a link can still be used. */
export type LinkState = "open" | "used" | "expired" | "unknown";

/**
 * A failure that {@link Sandbox.nextFailure} plans.
 *
 * - `drop_before`: the request does not arrive; `fetch` rejects with a `TypeError`.
 * - `drop_after`: the provider handles the request, but the response is lost; `fetch` rejects with a `TypeError`.
 * - `hang`: the provider does nothing, and `fetch` does not settle until its signal aborts.
 * - `garbage`: the provider does nothing, and a gateway responds with HTML and status 200.
 * - a number: the provider refuses the request with that status; 429 with `Retry-After`.
 */
export type FailureKind = "drop_before" | "drop_after" | "hang" | "garbage" | 429 | 500 | 503;

/** Which requests a planned failure affects. */
export interface FailureOptions {
  /**
   * The number of requests that fail: 1 or more.
   *
   * @default 1
   */
  times?: number;
  /** Returns whether a request fails. `path` does not include the base URL's path. */
  match?: (request: Pick<RequestEntry, "provider" | "method" | "path">) => boolean;
  /**
   * The seconds of `Retry-After`.
   *
   * @default 1 for 429, none for 500 and 503
   */
  retryAfter?: number;
}

/** A request, as {@link SandboxOptions.onRequest} sees it: without headers, body and query. */
export interface RequestEntry {
  /** The provider that was called. */
  provider: ProviderName;
  /** The HTTP method. */
  method: string;
  /** The documented path, such as `/customers/{customerId}/kyc-link`; for unknown paths, the path itself. */
  path: string;
  /** The status of the response; `undefined` if the caller got none. */
  status: number | undefined;
  /** The planned failure that affected the request. */
  failure: FailureKind | undefined;
}

/** How SpherePay behaves. */
export interface SpherepayOptions {
  /**
   * The error format: `problem` is `{ status, detail, … }` (since late 2025), `legacy` is `{ ts, error }` (2025),
   * and `v1` is `{ ok, object, error, … }` (earlier). Paths below `/v1/` always use `v1`.
   *
   * @default "problem"
   */
  errors?: "problem" | "legacy" | "v1";
}

/** How Grid behaves. */
export interface GridOptions {
  /**
   * The error format: `wire` is `{ code, reason }`, which the API sends; `specified` is `{ status, code, message }`,
   * which its schema describes.
   *
   * @default "wire"
   */
  errors?: "wire" | "specified";
  /**
   * Whether the platform is regulated. Its customers are then `APPROVED` when they are created.
   *
   * @default false
   */
  regulated?: boolean;
  /**
   * What the platform requires of a person, in the words of `providerRequiredCustomerFields`: a customer without it is
   * refused as by Grid.
   *
   * @default ["FULL_NAME"]
   */
  requiredFields?: readonly string[];
}

/** How Bridge behaves. */
export interface BridgeOptions {
  /**
   * What the `key` of an error's source is: `names` of fields, as in Bridge's schema, or `messages` by field, as in its
   * examples.
   *
   * @default "names"
   */
  errors?: "names" | "messages";
  /**
   * When a link has the customer's id: `later`, once both steps are done, or `at_once`. Bridge has been seen to do
   * both.
   *
   * @default "later"
   */
  customerId?: "later" | "at_once";
  /**
   * Whether links have a scheme. In the examples of Bridge's description they have none, in its guides they do.
   *
   * @default true
   */
  schemes?: boolean;
}

/** The keys that sign the webhooks of a sandbox, as JSON: secrets, although only of a sandbox. */
export interface SandboxKeys {
  /** SpherePay's secret. */
  spherepay: string;
  /** Grid's private key, as a JSON Web Key (RFC 7517). */
  grid: object;
  /** Bridge's private key, as a JSON Web Key. Absent in the keys of an older version: then it is new. */
  bridge?: object;
}

/** A clock, such as `Date`. */
export interface Clock {
  /** Returns the time, in epoch milliseconds. */
  now(): number;
}

/** Options of {@link createSandbox}. */
export interface SandboxOptions {
  /**
   * The clock for expiry and timestamps: a function that returns epoch milliseconds, or an object with `now()`.
   *
   * @default Date
   */
  clock?: (() => number) | Clock;
  /**
   * The origin of an HTTP server that forwards its requests to `fetch`.
   *
   * @default a reserved https origin
   */
  origin?: string;
  /**
   * The origin of the hosted pages.
   *
   * @default `origin`; without it, an https origin per provider
   */
  hostedOrigin?: string;
  /**
   * Whether ids and tokens are `"random"`, or `"deterministic"`: counted, so that each run of a test has the same.
   * Keys and signatures stay random.
   *
   * @default "random"
   */
  ids?: "random" | "deterministic";
  /** The webhook keys of an earlier sandbox, as its `exportKeys` has returned them. By default they are new. */
  keys?: SandboxKeys | undefined;
  /** Called once for each request, when its result is known. */
  onRequest?: (entry: RequestEntry) => void;
  /** How SpherePay behaves. */
  spherepay?: SpherepayOptions;
  /** How Grid behaves. */
  grid?: GridOptions;
  /** How Bridge behaves. */
  bridge?: BridgeOptions;
}

/** A customer that a provider has stored. */
export interface SandboxCustomer {
  /** The provider that has the customer. */
  provider: ProviderName;
  /** The customer's id; at Bridge that of the KYC link, which comes before the customer. */
  id: string;
  /** The provider's own status: `incomplete` … at SpherePay, `UNVERIFIED` … at Grid, `not_started` … at Bridge. */
  status: string;
  /** The body of the provider's GET endpoint. */
  resource: Record<string, unknown>;
  /** What the provider can decide about this customer. */
  decisions: Decision[];
  /** All links created for the customer, oldest first. */
  links: SandboxLink[];
}

/** A link that was created for a customer. */
export interface SandboxLink {
  /** The link. */
  url: string;
  /** Whether it leads to the verification or to the terms of service. */
  kind: "kyc" | "tos";
  /** When the link expires, RFC 3339. Absent at Bridge, which tells no expiry. */
  expiresAt?: string;
  /** Whether the link can still be used. */
  state: LinkState;
}

/** A webhook that a provider would have sent. */
export interface Delivery {
  /** The provider that would have sent it. */
  provider: ProviderName;
  /** The provider's event. */
  event: Record<string, unknown>;
  /** The exact body that was signed. */
  body: string;
  /** The headers, including the signature. */
  headers: Record<string, string>;
}

/** A signed webhook. {@link Sandbox.signWebhook} adds the key that verifies it. */
export interface SignedWebhook {
  /** The exact body that was signed. */
  body: string;
  /** The headers, including the signature. */
  headers: Record<string, string>;
}

/** What a person finds when opening a link. */
export type OpenedLink =
  | {
      /** No provider has created this link. */
      state: "unknown";
    }
  | {
      /** Whether the link can still be used. */
      state: LinkState;
      /** The provider that created the link. */
      provider: ProviderName;
      /** Whether it leads to the verification or to the terms of service. */
      kind: "kyc" | "tos";
      /** The customer's id. */
      customerId: string;
      /** Where the hosted page returns the person. */
      redirectUri: string | undefined;
    };

/** Whether a link's flow was finished; if not, `state` says why. */
export type FinishedLink =
  | {
      /** The flow was finished. */
      finished: true;
      /** The link cannot be used again. */
      state: "used";
      /** Where the hosted page returns the person. */
      redirectUri: string | undefined;
    }
  | {
      /** The flow was not finished. */
      finished: false;
      /** Why the link cannot be used. */
      state: LinkState;
    };

/** The providers in memory. */
export interface Sandbox {
  /** A `fetch` for URLs below {@link Sandbox.baseUrls}. For other URLs it rejects with a `TypeError`. */
  fetch: typeof globalThis.fetch;
  /** The `baseUrl` for each provider's client. */
  baseUrls: Record<ProviderName, string>;
  /** Returns all customers; each provider's are sorted oldest first. */
  customers(): SandboxCustomer[];
  /**
   * Makes the provider's decision. If the customer has not finished the hosted flow, the sandbox finishes it first,
   * with all webhooks. Repeating the customer's decision changes nothing. Rejects for an unknown customer, and for a
   * decision that is none of its `decisions`.
   *
   * @example
   * await sandbox.complete(link.customerId, "approve");
   */
  complete(customerId: string, decision: Decision): Promise<void>;
  /** Opens a link as the person does. This does not use it up. */
  openLink(urlOrToken: string): OpenedLink;
  /**
   * Finishes a link's flow as the person does. This uses the link up.
   *
   * @example
   * await sandbox.finishLink(link.kycUrl, "review");
   */
  finishLink(urlOrToken: string, decision: HostedDecision): Promise<FinishedLink>;
  /** Makes a link expire now. Throws for an unknown link. */
  expireLink(urlOrToken: string): void;
  /**
   * Plans a failure for the next request, or for the next that matches. Planned failures occur in order.
   *
   * @example
   * sandbox.nextFailure(429, { times: 2, match: ({ path }) => path === "/customers" });
   */
  nextFailure(kind: FailureKind, options?: FailureOptions): void;
  /**
   * Signs an event as the provider would, and returns the key that verifies it.
   *
   * @example
   * const event = { id: "event_1", name: "customer.kyc.successful", data: { customer: { id: "customer_1" } } };
   * const { body, headers, secret } = await sandbox.signWebhook("spherepay", event);
   */
  signWebhook(
    provider: "spherepay",
    event: object,
  ): Promise<
    SignedWebhook & {
      /** The secret that verifies the webhook. */
      secret: string;
    }
  >;
  signWebhook(
    provider: "grid" | "bridge",
    event: object,
  ): Promise<
    SignedWebhook & {
      /** The public key that verifies the webhook, in PEM. */
      publicKey: string;
    }
  >;
  /** Returns the signed webhooks of all changes so far, oldest first. */
  deliveries(): Delivery[];
  /** Returns the keys that verify the webhooks: SpherePay's secret, and the public keys of Grid and Bridge in PEM. */
  webhookKeys(): Promise<Record<ProviderName, string>>;
  /**
   * Returns the keys that sign the webhooks, for the option `keys` of a later sandbox, so that a server need not change
   * its.
   */
  exportKeys(): Promise<SandboxKeys>;
  /**
   * Creates a customer with example data at this provider, or at the first one that has this event. Does nothing if a
   * provider with this event has customers. Rejects for an event that none of them has, if they have no customers.
   */
  createExample(event: string, provider?: ProviderName): Promise<void>;
  /** Returns all requests so far, oldest first: what was called, without any data. */
  requests(): Pick<RequestEntry, "provider" | "method" | "path" | "status">[];
  /**
   * Makes an event happen, and its webhook: `kyc_approved`, `kyc_rejected`, `kyc_needs_review`, `kyc_pending`,
   * `customer_created`, `customer_updated` or one of the provider's own types, such as `customer.kyc.successful`.
   * Bridge has no `kyc_pending`, and Grid neither `customer_created` nor `customer_updated`.
   * `kyc_approved`, `kyc_rejected` and `kyc_needs_review` also make that decision. So does a {@link Stop}, such as
   * `needs_document`. Rejects for an unknown customer or event.
   *
   * @param customerId defaults to the customer that was created last
   * @example
   * await sandbox.trigger("kyc_approved", link.customerId);
   */
  trigger(event: string, customerId?: string): Promise<void>;
}

/** Options of {@link startSandbox}. */
export interface ServerOptions extends Omit<SandboxOptions, "origin" | "hostedOrigin"> {
  /**
   * The port on 127.0.0.1; 0 chooses a free one. Rejects if it is taken.
   *
   * @default 0
   */
  port?: number;
  /**
   * The provider whose webhooks are sent to `forward`.
   *
   * @default all
   */
  provider?: ProviderName;
  /**
   * The URL that gets the webhooks, or a function that returns it for a provider. A failed delivery (5xx, or no
   * response within 35 seconds) is retried up to four times.
   */
  forward?: string | ((provider: ProviderName) => string);
  /** After how many milliseconds a customer that was left in review is approved; by default never. */
  reviewMs?: number;
  /** Called after each attempt to deliver a webhook. `status` is `undefined` without a response. */
  onDelivery?: (delivery: DeliveryAttempt) => void;
}

/** An attempt to deliver a webhook. */
export interface DeliveryAttempt {
  /** The provider that sends the webhook. */
  provider: ProviderName;
  /** The provider's own event type. */
  type: string;
  /** The status of the response; `undefined` without one. */
  status: number | undefined;
  /** Which attempt this was, from 1. */
  attempt: number;
}

/** A sandbox that runs as an HTTP server. It sends its webhooks to `forward`. */
export interface RunningSandbox extends Sandbox {
  /** Where it listens: `http://127.0.0.1:4010`. */
  url: string;
  /** The port. */
  port: number;
  /** Where its hosted pages are: on another host than `url`, so that they do not share its cookies. */
  hostedOrigin: string;
  /** Stops the server and its webhooks: none is sent or tried again, and `onDelivery` is not called any more. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox as an HTTP server on this machine, with hosted pages in which a person chooses the outcome. For
 * Node.
 *
 * @example
 * const sandbox = await startSandbox({ provider: "spherepay", forward: "http://127.0.0.1:8787/kyc/webhooks/spherepay" });
 * const client = spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay });
 * await sandbox.close();
 */
export function startSandbox(options?: ServerOptions): Promise<RunningSandbox>;

/** The one API key (SpherePay, Bridge) or client secret (Grid) that the sandbox refuses. It accepts all others. */
export const WRONG_CREDENTIAL: "wrong";

/**
 * The code that confirms an email address or phone number at Grid, once a code has been requested. As in Grid's own
 * sandbox, nothing is sent. The code works once; after five wrong attempts a new one must be requested.
 */
export const CONTACT_CODE: "123456";

/**
 * Creates a sandbox without customers. Sandboxes are independent of each other and have their own webhook keys.
 *
 * @param options The clock, origins and behaviour of the providers.
 * @example
 * const sandbox = createSandbox();
 * const client = grid({ clientId: "any", clientSecret: "any", baseUrl: sandbox.baseUrls.grid, fetch: sandbox.fetch });
 */
export function createSandbox(options?: SandboxOptions): Sandbox;

/** What a matcher returns: whether the value matches, and what to say if the test expected the opposite. */
export interface MatcherResult {
  /** Whether the value matches. */
  pass: boolean;
  /** What was expected, as the test has written it, and what was received, without values, names of fields, links and ids. */
  message: () => string;
}

/**
 * The functions of {@link matchers}. A type and not an interface, because only a type has the index signature that
 * `expect.extend` wants.
 */
export type Matchers = {
  /** Matches a `KycLinkError` with this code, also of another copy of kyclink. */
  toHaveErrorCode(received: unknown, code: ErrorCode): MatcherResult;
  /** Matches a verdict, an error, problem details or a list with such an issue or warning. */
  toHaveIssue(received: unknown, code: IssueCode, pointer?: string): MatcherResult;
  /** Matches a sandbox that has received such a request: at least once, or exactly `times` times. */
  toHaveRequested(
    received: Pick<Sandbox, "requests">,
    expected: Partial<ReturnType<Sandbox["requests"]>[number]>,
    times?: number,
  ): MatcherResult;
  /** Matches a sandbox that has such a customer: at least one, or exactly `times`. */
  toHaveCustomer(
    received: Pick<Sandbox, "customers">,
    expected?: Partial<Pick<SandboxCustomer, "provider" | "id" | "status">>,
    times?: number,
  ): MatcherResult;
};

/**
 * The matchers as methods of `expect`. `kyclink/testing/vitest` declares them for vitest and for the global `expect` of
 * Jest; for another one, declare them yourself.
 */
export type MatchersOf<Result> = {
  [Name in keyof Matchers]: Matchers[Name] extends (received: never, ...expected: infer Expected) => MatcherResult
    ? (...expected: Expected) => Result
    : never;
};

/**
 * Matchers whose messages never contain personal data: for `expect.extend` of vitest and Jest, and for {@link
 * assertMatch}.
 *
 * @example
 * expect.extend(matchers);
 * expect(validate("grid.onboard", applicant)).toHaveIssue("email_format", "/email");
 */
export const matchers: Matchers;

/**
 * Throws if a value does not match: for `node:test`.
 *
 * @example
 * assertMatch(matchers.toHaveIssue(validate("grid.onboard", applicant), "email_format", "/email"));
 */
export function assertMatch(result: MatcherResult): void;

/** A check of {@link storeSuite}. */
export interface StoreCheck {
  /** What is checked: the name of the test. */
  readonly name: string;
  /** Runs the check. Rejects with an `Error` whose message says what the store must do instead. */
  readonly run: () => Promise<void>;
}

/**
 * Returns the checks that a store for `kyclink/edge` must pass, for any test runner. They take about three seconds, and
 * each uses random keys of its own. They wait for each other, so that none removes expired values for another one.
 *
 * @param makeStore Called once for each check. It may return the same store each time, and should use a database like
 *   that of your production.
 * @example
 * import { test } from "node:test";
 * for (const { name, run } of storeSuite(() => store)) test(name, run);
 */
export function storeSuite(makeStore: () => Store | Promise<Store>): readonly StoreCheck[];
