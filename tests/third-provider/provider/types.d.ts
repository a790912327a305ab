// What Harbor's operations give, and its client.
import type { Client, ClientOptions, KycLink, WebhookKeys } from "../core.js";
import type { HarborApplicant, HarborCreateSession } from "./harbor-inputs.js";

export * from "./harbor-inputs.js";

export interface ProviderTypes {
  calls: {
    /** `POST /v1/sessions` */
    createSession: { input: HarborCreateSession; output: Omit<KycLink, "expiresAt" | "expiresAtMs"> };
  };
  applicant: HarborApplicant;
  webhookKey: { secret: WebhookKeys };
  handler: { webhookSecret?: WebhookKeys | undefined };
}

export type HarborConfig = ClientOptions & { apiKey: string; baseUrl?: string };

/** A client of Harbor. */
export declare function harbor(config: HarborConfig): Client<"harbor">;
