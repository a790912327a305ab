/**
 * `kyclink/providers/due`: Due as a provider, for people and businesses.
 *
 * @example
 * ```ts
 * import { createHandler, memoryStore } from "kyclink/edge";
 * const provider = due({
 *   apiKey: process.env.DUE_API_KEY ?? "",
 *   environment: "production",
 *   webhookPublicKey: process.env.DUE_WEBHOOK_PUBLIC_KEY,
 * });
 * const handler = createHandler({ provider, rateLimit: "none", allowedOrigins: [], cookieSecret, store: memoryStore() });
 * ```
 * @module
 */

import type { OwnProvider } from "../provider.js";

/** The options of {@link due}. */
export interface DueOptions {
  /** The API key. */
  apiKey: string;
  /** Where the API and its links are. */
  environment: "production" | "sandbox";
  /** Due's category of your customers, from `GET /v1/account_categories/`. Default: none is sent */
  categories?: DueCategories | undefined;
  /**
   * The `publicKey` of the webhook endpoint, in PEM. Without it, there are no webhooks. Web Crypto must have Ed25519.
   */
  webhookPublicKey?: string | undefined;
  /** Replaces the URL of the API: an https URL. Links stay where `environment` says. */
  baseUrl?: string | undefined;
  /** Allows credentials in a web page. Only for tests. Default: false */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** The categories of accounts. */
export interface DueCategories {
  /** The category of people. */
  individual?: string | undefined;
  /** The category of businesses. */
  business?: string | undefined;
}

/**
 * Makes the provider Due, for `createHandler({ provider })` and `client`.
 *
 * @param options Your credentials and settings.
 * @returns The provider.
 * @throws {KycLinkError} `invalid_config` if an option is wrong
 * @example
 * const provider = due({ apiKey: "key", environment: "sandbox" });
 */
export declare function due(options: DueOptions): OwnProvider;
