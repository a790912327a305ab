// What only Bridge's operations return, and its client. The Rust file of each operation documents the rules and their sources.
import type {
  Capability,
  Client,
  ClientOptions,
  CustomerStatus,
  CustomerType,
  HandlerClientOptions,
  KycLink,
  OnboardingAs,
  Page,
  Requirement,
  ServerOptions,
  WebhookKeys,
} from "../api.js";
import type { BridgeCalls } from "./bridge-calls.js";
import type { BridgeApplicant, BridgeListKycLinks } from "./bridge-inputs.js";

export * from "./bridge-calls.js";
export * from "./bridge-inputs.js";

/** The hosted links of a person or business, and how far they are. Bridge tells no expiry. */
export interface BridgeLink extends Pick<KycLink, "kycUrl"> {
  /** The provider that created the link. */
  provider: "bridge";
  /** The link's id. It is always there, unlike the customer's. */
  id: string;
  /** The customer's id. It may be missing until both steps are done. */
  customerId?: string;
  /** The URL of the terms of service: https, without credentials. A secret, like `kycUrl`. */
  tosUrl?: string;
  /** Absent: Bridge tells no expiry. */
  expiresAt?: undefined;
  /** Absent: Bridge tells no expiry. */
  expiresAtMs?: undefined;
  /** Whether the link is for a person or a business. */
  type?: CustomerType;
  /** The email address. */
  email?: string;
  /** The name of the person or the business. */
  fullName?: string;
  /** The status. It is `approved` only if the terms are accepted, too. */
  status: CustomerStatus;
  /** Bridge's own status of the identity check, such as `"under_review"`. Bridge may add values. */
  providerStatus?: string;
  /** Whether the terms are accepted. `unknown`: Bridge sent an unknown state. */
  tosStatus: "pending" | "accepted" | "unknown";
  /** Why Bridge refused, in words that the person may see. Empty unless it did. */
  rejectionReasons: string[];
  /** When the link was created: Bridge's own timestamp. */
  createdAt?: string;
}

/**
 * A link that was created earlier. Its URL is missing if Bridge returns none that is safe to use and the status is not
 * `incomplete`, or only the terms are open. In a page of links it may be missing whatever the status is.
 */
export type BridgeLinkProgress = Omit<BridgeLink, "kycUrl"> & Partial<Pick<BridgeLink, "kycUrl">>;

/** A page of links. Bridge does not say how many there are. A URL that is not safe to use is left out. */
export type BridgeLinkPage = Page<BridgeLinkProgress, BridgeListKycLinks>;

/** A link for an existing customer. Bridge tells no expiry. */
export interface BridgeCustomerLink extends Pick<KycLink, "customerId" | "kycUrl"> {
  /** The provider that created the link. */
  provider: "bridge";
  /** Absent: Bridge tells no expiry. */
  expiresAt?: undefined;
  /** Absent: Bridge tells no expiry. */
  expiresAtMs?: undefined;
}

/** A customer. It has no `raw`, because Bridge's response contains reasons that only you may see. */
export interface BridgeCustomerDetails {
  /** The provider that has the customer. */
  provider: "bridge";
  /** The customer's id. */
  id: string;
  /** Whether the customer is a person or a business. Bridge's description does not list it. */
  type?: CustomerType;
  /** The email address. */
  email?: string;
  /** The given name, or the name of the business. */
  firstName?: string;
  /** The family name. */
  lastName?: string;
  /** The status. Bridge's `active` is `approved`. */
  status: CustomerStatus;
  /** Bridge's own status, such as `"active"`. Bridge may add values. */
  providerStatus?: string;
  /** When the customer was created: Bridge's own timestamp. */
  createdAt?: string;
  /** Whether the terms of service are accepted. */
  hasAcceptedTerms?: boolean;
  /** Why Bridge refused, in words that the person may see. Empty unless it did. */
  rejectionReasons: string[];
  /** What is still missing, as far as Bridge says it. */
  requirements: Requirement[];
  /** Which product is open: Bridge's endorsements. A revoked one is `rejected`. */
  capabilities: Capability[];
}

/** The results that Bridge's `onboard` has. */
export type BridgeOnboarding = OnboardingAs<BridgeLink, "link" | "accept_terms">;

/** The types of Bridge's part of the package. */
export interface ProviderTypes {
  /** The client's methods: what each takes and returns. */
  calls: BridgeCalls;
  /** What the function takes that makes the client. */
  config: BridgeConfig;
  /** Whom `onboard` takes. */
  applicant: BridgeApplicant;
  /** The link that `onboard` returns. */
  link: BridgeLink;
  /** The results of `onboard`. */
  onboarding: BridgeOnboarding;
  /** What the `onCreated` hook gets. */
  created: {
    /** The id of the KYC link: the customer may not exist yet. */
    kycLinkId: string;
    /** Absent: the customer may not exist yet. */
    customerId?: undefined;
  };
  /** The option of `verifyWebhook` with the key. */
  webhookKey: {
    /** The webhook's public key, as PEM (with real line breaks or `\n`), or a list of keys during a rotation. */
    publicKey: WebhookKeys;
  };
  /** What `createHandler` takes. */
  handler: BridgeHandlerConfig;
}

/** Your account at Bridge. */
export interface BridgeAccount {
  /** The API key from the dashboard. Keys of the sandbox start with `sk-test`. */
  apiKey: string;
}

/** Options of {@link bridge}. Exactly one of `environment` and `baseUrl` is required. */
export type BridgeConfig = ClientOptions & BridgeAccount & ServerOptions;

/** What a handler takes beside the server: your account, options of its client, and the key of webhooks. */
export interface BridgeHandlerOptions extends HandlerClientOptions, BridgeAccount {
  /** The webhook's public key, or a list of keys during a rotation. Without it, there is no webhook route. */
  webhookPublicKey?: WebhookKeys | undefined;
  /**
   * The endorsements that you need: a customer's status is `approved` only when each of them is.
   *
   * @default at least one of the customer's
   */
  endorsements?: readonly string[] | undefined;
}

/** Options of `createHandler` for Bridge. Exactly one of `environment` and `baseUrl` is required. */
export type BridgeHandlerConfig = BridgeHandlerOptions & ServerOptions;

/**
 * Creates a client for Bridge. For servers and edge functions only, because it holds the API key.
 *
 * @param config The key, and the environment or base URL.
 * @returns A client with one method per operation.
 * @throws {KycLinkError} `invalid_config`; `secret_in_browser` in a web page
 * @example
 * const client = bridge({ apiKey: env.BRIDGE_API_KEY, environment: "sandbox" });
 * const link = await client.createKycLink({ type: "individual", email: "jane@example.com" });
 */
export declare function bridge(config: BridgeConfig): Client<"bridge">;
