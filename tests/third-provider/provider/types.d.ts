// What Harbor's operations take and give.
import type { Client, ClientOptions, KycLink } from "../core.js";

export interface Operations {
  /** `POST /v1/sessions` */
  "harbor.createSession": { input: { email: string; phone?: string }; output: Omit<KycLink, "expiresAt" | "expiresAtMs"> };
  /** `onboard` at Harbor: to be validated, not sent. */
  "harbor.onboard": { input: { type: "individual"; email: string; phone?: string }; output: never };
}

export type HarborConfig = ClientOptions & { apiKey: string; baseUrl?: string };

/** A client of Harbor. */
export declare function harbor(config: HarborConfig): Client<"harbor">;
