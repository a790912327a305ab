// SpherePay's client. The Rust file of each operation documents the rules and their sources.
import type { Client, ClientOptions, HandlerClientOptions, KycLink, OnboardingAs, ServerOptions, WebhookKeys } from "../api.js";
import type { SpherepayCalls } from "./spherepay-calls.js";
import type { SpherepayApplicant } from "./spherepay-inputs.js";

export * from "./spherepay-calls.js";
export * from "./spherepay-inputs.js";

/** The results that SpherePay's `onboard` has. */
export type SpherepayOnboarding = OnboardingAs<KycLink, "link">;

/** The types of SpherePay's part of the package. */
export interface ProviderTypes {
  /** The client's methods: what each takes and returns. */
  calls: SpherepayCalls;
  /** What the function takes that makes the client. */
  config: SpherepayConfig;
  /** Whom `onboard` takes. */
  applicant: SpherepayApplicant;
  /** The link that `onboard` returns. */
  link: KycLink;
  /** The results of `onboard`. */
  onboarding: SpherepayOnboarding;
  /** What the `onCreated` hook gets. */
  created: {
    /** The customer's id at the provider. */
    customerId: string;
    /** Absent: the customer comes first. */
    kycLinkId?: undefined;
  };
  /** The option of `verifyWebhook` with the key. */
  webhookKey: {
    /** The webhook's secret, including `secret_`, or a list of secrets during a rotation. */
    secret: WebhookKeys;
  };
  /** What `createHandler` takes. */
  handler: SpherepayHandlerConfig;
}

/** Your account at SpherePay. */
export interface SpherepayAccount {
  /** The secret key from the dashboard. */
  apiKey: string;
  /**
   * The verification profiles that determine a customer's `status`, such as `["kyc_profile_a"]`.
   *
   * @default all profiles
   */
  profiles?: readonly string[] | undefined;
}

/** Options of {@link spherepay}. Exactly one of `environment` and `baseUrl` is required. */
export type SpherepayConfig = ClientOptions & SpherepayAccount & ServerOptions;

/** What a handler takes beside the server: your account, options of its client, and the key of webhooks. */
export interface SpherepayHandlerOptions extends HandlerClientOptions, SpherepayAccount {
  /** The webhook's secret, or a list of secrets during a rotation. Without it, there is no webhook route. */
  webhookSecret?: WebhookKeys | undefined;
}

/** Options of `createHandler` for SpherePay. Exactly one of `environment` and `baseUrl` is required. */
export type SpherepayHandlerConfig = SpherepayHandlerOptions & ServerOptions;

/**
 * Creates a client for SpherePay. For servers and edge functions only, because it holds the secret key.
 *
 * @param config The key, and the environment or base URL.
 * @returns A client with one method per operation.
 * @throws {KycLinkError} `invalid_config`; `secret_in_browser` in a web page
 * @example
 * const client = spherepay({ apiKey: env.SPHEREPAY_API_KEY, environment: "sandbox" });
 * const link = await client.createKycLink({ customerId: "customer_1ab2c3d4" });
 */
export declare function spherepay(config: SpherepayConfig): Client<"spherepay">;
