// What only Grid's operations return, and its client. The Rust file of each operation documents the rules and their sources.
import type {
  Client,
  ClientOptions,
  HandlerClientOptions,
  KycLink,
  OnboardingAs,
  PersonField,
  Requirement,
  ServerOptions,
  WebhookKeys,
} from "../api.js";
import type { GridCalls } from "./grid-calls.js";
import type { GridApplicant } from "./grid-inputs.js";

export * from "./grid-calls.js";
export * from "./grid-inputs.js";

/** The terms that a customer must accept. */
export interface GridEndUserTerms {
  /** The `termsVersion` for `endUserTermsConsent`. */
  version: string;
  /** The URL of the terms: https. */
  url: string;
  /** The provider's response, unchanged. */
  raw: unknown;
}

/** The agreements that a customer can accept, one of each type. What a customer must accept, Grid does not say. */
export interface GridAgreements {
  /** The documents. */
  agreements: GridAgreement[];
}

/** The newest version of an agreement. */
export interface GridAgreement {
  /** The type, such as `"LIGHTSPARK_PRIVACY_POLICY"`. Grid may add types. */
  type: string;
  /** The `termsVersion` for `agreementConsents`. */
  version: string;
  /** The URL of the document: https. */
  url: string;
}

/** Your platform's configuration at Grid. Fields that Grid does not send are absent. */
export interface GridPlatformConfig {
  /** The configuration's id. */
  id?: string;
  /** Your UMA domain. */
  umaDomain?: string;
  /** Your proxy UMA subdomain. */
  proxyUmaSubdomain?: string;
  /** The URL to which Grid sends webhooks. */
  webhookEndpoint?: string;
  /** The currencies of your platform. */
  supportedCurrencies?: GridCurrencyConfig[];
  /** Whether you verify customers yourself. They are then approved when they are created, and need no link. */
  isRegulatedFinancialInstitution?: boolean;
  /** Settings of embedded wallets, as Grid sends them. */
  embeddedWalletConfig?: Record<string, unknown>;
  /** Settings of card tokenization, as Grid sends them. */
  cardTokenization2faConfig?: Record<string, unknown>;
  /** Fees, as Grid sends them. */
  feeConfigs?: Record<string, unknown>[];
  /** When the configuration was created: RFC 3339 timestamp. */
  createdAt?: string;
  /** When the configuration was last changed: RFC 3339 timestamp. */
  updatedAt?: string;
  /** The provider's response, unchanged. */
  raw: unknown;
}

/** A currency of your platform. The type follows the documentation; kyclink does not check the values. */
export interface GridCurrencyConfig {
  /** ISO 4217 code or ticker. */
  currencyCode: string;
  /** The smallest amount, in the currency's smallest unit. */
  minAmount: number;
  /** The largest amount, in the currency's smallest unit. */
  maxAmount: number;
  /** The fields that customers with this currency need, such as `"BIRTH_DATE"`. Grid may add values. */
  providerRequiredCustomerFields?: string[];
  /** The fields that counterparties need. Grid may add values. */
  providerRequiredCounterpartyCustomerFields?: string[];
  /** The fields that you must or may give about counterparties. */
  requiredCounterpartyFields?: GridCounterpartyField[];
  /** The transaction types that are enabled. */
  enabledTransactionTypes?: string[];
}

/** A field that you must or may give about counterparties. */
export interface GridCounterpartyField {
  /** The field's name, such as `"FULL_NAME"`. Grid may add names. */
  name: string;
  /** Whether the field is required. */
  mandatory: boolean;
}

/** A customer's verification. */
export interface GridVerification {
  /** The verification's id. */
  id: string;
  /** The customer's id. */
  customerId?: string;
  /**
   * The status: `RESOLVE_ERRORS`, `PENDING_MANUAL_REVIEW`, `IN_PROGRESS`, `APPROVED`, `REJECTED` or
   * `READY_FOR_VERIFICATION`. Grid may add statuses.
   */
  status: string;
  /** What is missing. The type follows the documentation; kyclink does not check the values. */
  errors: GridVerificationError[];
  /** The same in the words that all providers share. */
  requirements: Requirement[];
  /** The provider's response, unchanged. */
  raw: unknown;
}

/** Something that prevents a verification. */
export interface GridVerificationError {
  /** The id of the customer, beneficial owner or document that it is about. */
  resourceId: string;
  /** The type, such as `"MISSING_FIELD"` or `"POOR_QUALITY_DOCUMENT"`. Grid may add types. */
  type: string;
  /** The field, with dots: `"customer.address.line1"`. */
  field?: string;
  /** The types of documents that Grid accepts. */
  acceptedDocumentTypes?: string[];
  /** Grid's own message. */
  reason: string;
}

/** The results that Grid's `onboard` has. */
export type GridOnboarding = OnboardingAs<KycLink, "link" | "verify_contact" | "approved">;

/** The types of Grid's part of the package. */
export interface ProviderTypes {
  /** The client's methods: what each takes and returns. */
  calls: GridCalls;
  /** What the function takes that makes the client. */
  config: GridConfig;
  /** Whom `onboard` takes. */
  applicant: GridApplicant;
  /** The link that `onboard` returns. */
  link: KycLink;
  /** The results of `onboard`. */
  onboarding: GridOnboarding;
  /** What the `onCreated` hook gets. */
  created: {
    /** The customer's id at the provider. */
    customerId: string;
    /** Absent: the customer comes first. */
    kycLinkId?: undefined;
  };
  /** The option of `verifyWebhook` with the key. */
  webhookKey: {
    /** The public key, as PEM (with real line breaks or `\n`) or hex, or a list of keys during a rotation. */
    publicKey: WebhookKeys;
  };
  /** What `createHandler` takes. */
  handler: GridHandlerConfig;
}

/** Your account at Grid. */
export interface GridAccount {
  /** The id of the API token. */
  clientId: string;
  /** The secret of the API token, which belongs to the sandbox or to production. */
  clientSecret: string;
}

/**
 * Options of {@link grid}. A handler requires one of `environment` and `baseUrl`. A client without both sends requests
 * to Grid; one that is `undefined`, because its variable is not set, is refused.
 */
export type GridConfig = ClientOptions &
  GridAccount &
  (
    | ServerOptions
    | {
        /** Left out: the token decides. */
        environment?: undefined;
        /** Left out: Grid's own host. */
        baseUrl?: undefined;
      }
  );

/** What a handler takes beside the server: your account, options of its client, and the key of webhooks. */
export interface GridHandlerOptions extends HandlerClientOptions, GridAccount {
  /** The public key for webhooks, or a list of keys during a rotation. Without it, there is no webhook route. */
  webhookPublicKey?: WebhookKeys | undefined;
  /**
   * What your platform requires of a person beside the schema: the page asks for it, and the handler refuses an
   * applicant without it. Most platforms require the name. `kyclink doctor` tells what yours requires.
   *
   * @default ["firstName", "lastName"]
   */
  personFields?: readonly PersonField[] | undefined;
  /**
   * The agreements that people accept in the form, or later: the page shows a checkbox and a link for each, and the
   * handler makes the evidence. Grid does not say which ones a customer needs.
   *
   * @default []
   */
  agreements?: readonly AgreementType[] | undefined;
}

/** The agreements that a handler can ask for. `createCustomer` and `updateCustomer` take other types, too. */
export type AgreementType =
  | "LIGHTSPARK_END_USER_TERMS"
  | "LIGHTSPARK_E_SIGN_CONSENT"
  | "LIGHTSPARK_PRIVACY_POLICY"
  | "LEAD_E_SIGN_CONSENT"
  | "LEAD_ACCOUNTHOLDER_AGREEMENT"
  | "LEAD_PRIVACY_POLICY"
  | "LEAD_CARDHOLDER_AGREEMENT";

/** Options of `createHandler` for Grid. Exactly one of `environment` and `baseUrl` is required. */
export type GridHandlerConfig = GridHandlerOptions & ServerOptions;

/**
 * Creates a client for Lightspark Grid. For servers and edge functions only, because it holds the secret.
 *
 * @param config The credentials.
 * @returns A client with one method per operation.
 * @throws {KycLinkError} `invalid_config`; `secret_in_browser` in a web page
 * @example
 * const client = grid({ clientId: env.GRID_CLIENT_ID, clientSecret: env.GRID_CLIENT_SECRET, environment: "sandbox" });
 * const link = await client.createKycLink({ customerId, redirectUri: "https://app.example.com/done" });
 */
export declare function grid(config: GridConfig): Client<"grid">;
