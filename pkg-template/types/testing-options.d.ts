// How the sandbox behaves: options, decisions and failures.
import type { createSandbox, Sandbox, SandboxCustomer } from "./testing-sandbox.js";

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
  times?: number | undefined;
  /** Returns whether a request fails. `path` does not include the base URL's path. */
  match?: ((request: Pick<RequestEntry, "provider" | "method" | "path">) => boolean) | undefined;
  /**
   * The seconds of `Retry-After`.
   *
   * @default 1 for 429, none for 500 and 503
   */
  retryAfter?: number | undefined;
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
  errors?: "problem" | "legacy" | "v1" | undefined;
}

/** How Grid behaves. */
export interface GridOptions {
  /**
   * The error format: `wire` is `{ code, reason }`, which the API sends; `specified` is `{ status, code, message }`,
   * which its schema describes.
   *
   * @default "wire"
   */
  errors?: "wire" | "specified" | undefined;
  /**
   * Whether the platform is regulated. Its customers are then `APPROVED` when they are created.
   *
   * @default false
   */
  regulated?: boolean | undefined;
  /**
   * What the platform requires of a person, in the words of `providerRequiredCustomerFields`: a customer without it is
   * refused as by Grid.
   *
   * @default ["FULL_NAME"]
   */
  requiredFields?: readonly string[] | undefined;
}

/** How Bridge behaves. */
export interface BridgeOptions {
  /**
   * What the `key` of an error's source is: `names` of fields, as in Bridge's schema, or `messages` by field, as in its
   * examples.
   *
   * @default "names"
   */
  errors?: "names" | "messages" | undefined;
  /**
   * When a link has the customer's id: `later`, once both steps are done, or `at_once`. Bridge has been seen to do
   * both.
   *
   * @default "later"
   */
  customerId?: "later" | "at_once" | undefined;
  /**
   * Whether links have a scheme. In the examples of Bridge's description they have none, in its guides they do.
   *
   * @default true
   */
  schemes?: boolean | undefined;
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
  clock?: ((() => number) | Clock) | undefined;
  /**
   * The origin of an HTTP server that forwards its requests to `fetch`.
   *
   * @default a reserved https origin
   */
  origin?: string | undefined;
  /**
   * The origin of the hosted pages.
   *
   * @default `origin`; without it, an https origin per provider
   */
  hostedOrigin?: string | undefined;
  /**
   * Whether ids and tokens are `"random"`, or `"deterministic"`: counted, so that each run of a test has the same.
   * Keys and signatures stay random.
   *
   * @default "random"
   */
  ids?: "random" | "deterministic" | undefined;
  /** The webhook keys of an earlier sandbox, as its `exportKeys` has returned them. By default they are new. */
  keys?: SandboxKeys | undefined;
  /** Called once for each request, when its result is known. */
  onRequest?: ((entry: RequestEntry) => void) | undefined;
  /** How SpherePay behaves. */
  spherepay?: SpherepayOptions | undefined;
  /** How Grid behaves. */
  grid?: GridOptions | undefined;
  /** How Bridge behaves. */
  bridge?: BridgeOptions | undefined;
}
