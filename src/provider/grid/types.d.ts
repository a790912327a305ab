// Outputs of Grid's operations, and its client. The Rust file of each operation documents the rules and their sources.
import type { Client, ClientOptions, Customer, KycLink, Page, WebhookKeys } from "../core.js";
import type {
  GridApplicant,
  GridConfirm,
  GridCreateBusiness,
  GridCreateIndividual,
  GridCreateKycLink,
  GridCustomerId,
  GridListCustomers,
  GridUpdateContact,
  GridUpdateCustomer,
  GridVerificationId,
} from "./grid-inputs.js";

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
  requiredCounterpartyFields?: { name: string; mandatory: boolean }[];
  /** The transaction types that are enabled. */
  enabledTransactionTypes?: string[];
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

/** The types of Grid's part of the package. */
export interface ProviderTypes {
  /** The client's methods: what each takes and returns. */
  calls: {
    /** Creates a customer: `POST /customers` */
    createCustomer: { input: GridCreateIndividual | GridCreateBusiness; output: Customer };
    /** Creates a hosted link for a customer: `POST /customers/{customerId}/kyc-link` */
    createKycLink: { input: GridCreateKycLink; output: KycLink };
    /** Returns a customer: `GET /customers/{customerId}` */
    getCustomer: { input: GridCustomerId; output: Customer };
    /** Returns a page of customers: `GET /customers` */
    listCustomers: { input: GridListCustomers; output: Page<Customer, GridListCustomers> };
    /** Changes a customer's email or phone: `PATCH /customers/{customerId}` */
    updateContact: { input: GridUpdateContact; output: Customer };
    /** Sends a code to the email address: `POST /customers/{customerId}/verify-email` */
    sendEmailCode: { input: GridCustomerId; output: void };
    /** Sends a code to the phone number: `POST /customers/{customerId}/verify-phone` */
    sendPhoneCode: { input: GridCustomerId; output: void };
    /** Confirms the email address: `POST /customers/{customerId}/verify-email/confirm` */
    confirmEmail: { input: GridConfirm; output: Customer };
    /** Confirms the phone number: `POST /customers/{customerId}/verify-phone/confirm` */
    confirmPhone: { input: GridConfirm; output: Customer };
    /** Changes a customer's other details: `PATCH /customers/{customerId}` */
    updateCustomer: { input: GridUpdateCustomer; output: Customer };
    /** Returns the terms that customers accept: `GET /customers/end-user-terms` */
    getEndUserTerms: { input: Record<string, never>; output: GridEndUserTerms };
    /** Returns your platform's configuration: `GET /config` */
    getConfig: { input: Record<string, never>; output: GridPlatformConfig };
    /** Submits a customer for verification: `POST /verifications` */
    createVerification: { input: GridCustomerId; output: GridVerification };
    /** Returns a verification: `GET /verifications/{verificationId}` */
    getVerification: { input: GridVerificationId; output: GridVerification };
  };
  /** Whom `onboard` takes. */
  applicant: GridApplicant;
  /** The option of `verifyWebhook` with the key. */
  webhookKey: {
    /** The public key, as PEM (with real line breaks or `\n`) or hex, or a list of keys during a rotation. */
    publicKey: WebhookKeys;
  };
  /** The options of `createHandler` that a client does not have. */
  handler: {
    /** The public key for webhooks, or a list of keys during a rotation. Without it, there is no webhook route. */
    webhookPublicKey?: WebhookKeys | undefined;
  };
}

/** Options of {@link grid}. */
export interface GridConfig extends ClientOptions {
  /** The id of the API token. */
  clientId: string;
  /** The secret of the API token. It selects sandbox or production. */
  clientSecret: string;
  /**
   * The URL of the API.
   *
   * @default "https://api.lightspark.com/grid/2025-10-13"
   */
  baseUrl?: string | undefined;
}

/**
 * Creates a client for Lightspark Grid. For servers and edge functions only, because it holds the secret.
 *
 * @param config The credentials.
 * @returns A client with one method per operation.
 * @throws {KycLinkError} `invalid_config`; `secret_in_browser` in a web page
 * @example
 * const client = grid({ clientId: env.GRID_CLIENT_ID, clientSecret: env.GRID_CLIENT_SECRET });
 * const link = await client.createKycLink({ customerId, redirectUri: "https://app.example.com/done" });
 */
export declare function grid(config: GridConfig): Client<"grid">;
