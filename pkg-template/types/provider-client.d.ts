// The plain client of a provider of your own.
import type { Policy } from "./common.js";
import type { Capability, CustomerStatus, Fetch, OnboardingAs, Requirement } from "./core.js";
import type { defineProvider, OwnProvider } from "./provider.js";

/** A link of a provider of your own, as `onboard` returns it. */
export interface OwnLink {
  /** The name of the provider. */
  provider: string;
  /** The id of the customer. */
  customerId: string;
  /** Where the person is sent. A secret: its holder can act as the person. */
  kycUrl: string;
  /** When the link expires, if it does. */
  expiresAt?: string;
  /** The same in epoch milliseconds. */
  expiresAtMs?: number;
  /** `true` if it can be opened only once: request another one after the opening. */
  once?: true;
  /** What an SDK of the provider needs. */
  token?: string;
}

/** What `onboard` returns for a provider of your own. */
export type OwnOnboarding =
  | OnboardingAs<OwnLink, "link" | "approved">
  | {
      /** The customer has nothing to open: its status says what is next. */
      kind: "status";
      /** The id of the customer. */
      customerId: string;
      /** The status, which is not `approved`. */
      status: CustomerStatus;
      /** Nothing. */
      requirements: Requirement[];
      /** Nothing. */
      capabilities: Capability[];
    };

/** A client of a provider of your own, for `onboard`. */
export interface ProviderClient {
  /** It has no methods. */
  readonly [clientOfOwn]: true;
}

declare const clientOfOwn: unique symbol;

/** The options of {@link client}. */
export interface ProviderClientOptions {
  /** Replaces the platform's `fetch` in the functions. */
  fetch?: Fetch | undefined;
  /** The time limit of one call of a function, in milliseconds. Default: 30000 */
  timeout?: number | undefined;
  /** The number of retries where a repetition is safe. Default: 2 */
  maxRetries?: number | undefined;
  /** How strictly applicants are validated. Default: `"postal"` */
  policy?: Policy | undefined;
}

/**
 * Makes a client of a provider of your own.
 *
 * @param provider What {@link defineProvider} has returned.
 * @param options The options of its calls.
 * @returns A client that `onboard` takes.
 * @throws {KycLinkError} `invalid_config` if it is not a provider of your own, or an option is wrong
 * @example
 * const outcome = await onboard(client(acme), { type: "individual", email: "jane@example.com", reference: "user-1" });
 */
export declare function client(provider: OwnProvider, options?: ProviderClientOptions): ProviderClient;
