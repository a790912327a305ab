// Verified webhooks.
import type { AnyProviderName } from "./common.js";
import type { WebhookDelivery } from "./options.js";
import type { ProviderTypes } from "./providers.js";
import type { Capability, Requirement } from "./results.js";
import type { ProviderName } from "./tables.js";

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
  /** Why a provider of your own has refused, in words that the person may see. */
  reasons?: string[];
  /** The same in the provider's codes, for you alone: never show them to the person. */
  operatorReasons?: string[];
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
