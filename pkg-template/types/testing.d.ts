/**
 * `kyclink/testing`: both providers in memory, with their documented statuses, error shapes, preconditions,
 * expiry, idempotency and webhooks.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox();
 * const client = spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch });
 * ```
 * @module
 */

/** A provider that the sandbox plays. */
export type ProviderName = "spherepay" | "grid";

/** What the provider's back office decides; `hold` asks for another look. */
export type Decision = "approve" | "reject" | "hold";

/** How a hosted flow ends: decided at once, or left in review until `complete` decides. */
export type HostedDecision = Decision | "review";

/** Whether a link can still be used. */
export type LinkState = "open" | "used" | "expired" | "unknown";

/**
 * - `drop_before`: the request never arrives, `fetch` rejects with a `TypeError`;
 * - `drop_after`: the provider acts, but its answer is lost in the same way;
 * - `hang`: nothing is done and `fetch` does not settle until the signal aborts;
 * - `garbage`: nothing is done and a gateway answers HTML with status 200;
 * - a number: the provider does nothing and refuses with that status, 429 with `Retry-After`.
 */
export type FailureKind = "drop_before" | "drop_after" | "hang" | "garbage" | 429 | 500 | 503;

/** Which requests a planned failure strikes. */
export interface FailureOptions {
  /** How many requests fail; 1 by default. */
  times?: number;
  /** Strikes only requests for which this is true; others pass untouched. `path` is without the base URL's path. */
  match?: (request: { provider: ProviderName; method: string; path: string }) => boolean;
  /** Seconds of `Retry-After` for 429 (1 by default) and for 500 and 503 (none by default). */
  retryAfter?: number;
}

/** One request as an observer may see it: no header, no body, no query. */
export interface RequestEntry {
  provider: ProviderName;
  method: string;
  /** The documented path, `/customers/{customerId}/kyc-link`; for a path that no document knows, the path itself. */
  path: string;
  /** Absent when the caller got no answer. */
  status: number | undefined;
  /** The planned failure that struck, if one did. */
  failure: FailureKind | undefined;
}

/** How SpherePay behaves. */
export interface SpherepayOptions {
  /**
   * `problem`: `{ status, detail, … }` as since late 2025 (default); `legacy`: `{ ts, error }` of 2025; `v1`: `{ ok, object, error, … }`
   * as before that. Paths under `/v1/` always answer the last.
   */
  errors?: "problem" | "legacy" | "v1";
}

/** How Grid behaves. */
export interface GridOptions {
  /** `wire`: `{ code, reason }` as the API answers (default); `specified`: `{ status, code, message }` as its schema says. */
  errors?: "wire" | "specified";
  /** A regulated platform's customers are `APPROVED` when they are created; false by default. */
  regulated?: boolean;
}

/** Options of {@link createSandbox}. */
export interface SandboxOptions {
  /** Epoch milliseconds; the system's time by default. An object with `now()`, such as `Date`, will do. */
  clock?: (() => number) | { now(): number };
  /** The origin of an HTTP server that forwards its requests to `fetch`; a reserved https name by default. */
  origin?: string;
  /** The origin that shows the hosted pages; `origin` by default, and without that an https name for each provider. */
  hostedOrigin?: string;
  /** Called once per provider request, when its fate is known. */
  onRequest?: (entry: RequestEntry) => void;
  spherepay?: SpherepayOptions;
  grid?: GridOptions;
}

/** A customer as the provider keeps it. */
export interface SandboxCustomer {
  provider: ProviderName;
  id: string;
  /** In the provider's own words: `incomplete`, `pending` … at SpherePay, `UNVERIFIED`, `PENDING` … at Grid. */
  status: string;
  /** What the provider's GET endpoint answers. */
  resource: Record<string, unknown>;
  /** Every link ever made for the customer, oldest first. */
  links: { url: string; kind: "kyc" | "tos"; expiresAt: string; state: LinkState }[];
}

/** A webhook that the provider would have sent. */
export interface Delivery {
  provider: ProviderName;
  /** The provider's own object. */
  event: Record<string, unknown>;
  /** The exact text that was signed. */
  body: string;
  /** The headers to send it with, the signature among them. */
  headers: Record<string, string>;
}

/** A signed webhook and the key that verifies it. */
export interface SignedWebhook {
  body: string;
  headers: Record<string, string>;
}

/** A link as the person finds it who opens it. */
export type OpenedLink =
  | { state: "unknown" }
  | { state: LinkState; provider: ProviderName; kind: "kyc" | "tos"; customerId: string; redirectUri: string | undefined };

/** How an attempt to finish a link's flow went; `state` says why when it did not. */
export type FinishedLink = { finished: true; state: "used"; redirectUri: string | undefined } | { finished: false; state: LinkState };

/** Both providers in memory. */
export interface Sandbox {
  /** The platform's `fetch`, for URLs under {@link Sandbox.baseUrls}; any other rejects with a `TypeError`. */
  fetch: typeof globalThis.fetch;
  /** What to give a client as its `baseUrl`. */
  baseUrls: Record<ProviderName, string>;
  /** All customers, each provider's oldest first. */
  customers(): SandboxCustomer[];
  /**
   * The provider decides. A customer who has not finished the hosted flow is taken through it first, with all
   * webhooks; the decision a customer already has changes nothing. Rejects for an unknown customer.
   */
  complete(customerId: string, decision: Decision): Promise<void>;
  /** The person opens a link. That does not use it up. */
  openLink(urlOrToken: string): OpenedLink;
  /** The person finishes the link's flow, which uses the link up. */
  finishLink(urlOrToken: string, decision: HostedDecision): Promise<FinishedLink>;
  /** The time of a link is over from now on. Throws for an unknown link. */
  expireLink(urlOrToken: string): void;
  /** Plans a failure for the next request, or the next that matches. Planned ones strike in their order. */
  nextFailure(kind: FailureKind, options?: FailureOptions): void;
  /** Signs an event of your own making as the provider would, and gives the key that verifies it. */
  signWebhook(provider: "spherepay", event: object): Promise<SignedWebhook & { secret: string }>;
  signWebhook(provider: "grid", event: object): Promise<SignedWebhook & { publicKey: string }>;
  /** The webhooks of all state changes so far, signed, oldest first. */
  deliveries(): Delivery[];
}

/** The one API key (SpherePay) or client secret (Grid) that the sandbox refuses; any other is taken. */
export const WRONG_CREDENTIAL: "wrong";

/**
 * The code that confirms an e-mail address or phone number at Grid, once it was asked for: Grid's own sandbox sends none and takes
 * this one. It works once; after five wrong ones another must be asked for.
 */
export const CONTACT_CODE: "123456";

/** Makes a sandbox with no customers. Each is a world of its own, with its own webhook keys. */
export function createSandbox(options?: SandboxOptions): Sandbox;
