// What Harbor's operations give, and its client.
import type { Client, ClientOptions, KycLink, WebhookKeys } from "../core.js";
import type { HarborCalls } from "./harbor-calls.js";
import type { HarborApplicant } from "./harbor-inputs.js";

export * from "./harbor-calls.js";
export * from "./harbor-inputs.js";

/** A link that does not expire. */
export type HarborSession = Omit<KycLink, "expiresAt" | "expiresAtMs">;

export interface ProviderTypes {
  calls: HarborCalls;
  applicant: HarborApplicant;
  link: HarborSession;
  created: { customerId: string; kycLinkId?: undefined };
  webhookKey: { secret: WebhookKeys };
  handler: { webhookSecret?: WebhookKeys | undefined };
}

export type HarborConfig = ClientOptions & { apiKey: string; baseUrl?: string };

/** A client of Harbor. */
export declare function harbor(config: HarborConfig): Client<"harbor">;
