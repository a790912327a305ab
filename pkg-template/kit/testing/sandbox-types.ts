import type { Decision, HostedDecision } from "./decisions.ts";
import type { Delivery, SignedWebhook } from "./deliveries.ts";
import type { FailureKind, FailureOptions } from "./failures.ts";
import type { FinishedLink, OpenedLink } from "./hosted.ts";
import type { LinkState } from "./links.ts";
import type { ProviderName, SandboxKeys } from "./options.ts";
import type { RequestEntry } from "./request.ts";

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
  /** Opens a link, or the token of an app's SDK, as the person does. This does not use it up. */
  openLink(urlOrToken: string): OpenedLink;
  /**
   * Finishes a link's flow as the person does, there or in an app's SDK. This uses the link and its token up.
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
