// Inputs and outputs of Grid's operations. The Rust file of each operation documents the rules and their sources.
import type { Applicant, Client, ClientOptions, Customer, KycLink, Page } from "../core.js";

/** An address at Grid. */
export interface GridAddress {
  /** Street and number. */
  line1: string;
  /** Apartment, building or floor. */
  line2?: string;
  /** City or town. */
  city?: string;
  /** State or province: any text. */
  state?: string;
  /** Postal code. Always required: in a country without postal codes, omit the whole address. */
  postalCode: string;
  /** ISO 3166-1 code, sent as alpha-2: `"US"`. Alpha-3 and lower case are converted. */
  country: string;
}

/** Input of `grid.createCustomer` for all customers. */
export interface GridCreateCustomerBase {
  /** Your own id of the customer. A second active customer with the same id is refused with `conflict`. */
  platformCustomerId?: string;
  /** ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency. */
  region?: string;
  /** ISO 4217 codes or tickers, in upper case. */
  currencies?: string[];
  /** Email address. Some regions require it. */
  email?: string;
  /** Phone number: `+`, a digit from 1 to 9, then 1 to 14 digits. Some regions require it. */
  phoneNumber?: string;
  /** UMA address: `$user@domain`. */
  umaAddress?: string;
  /** The customer's consent to the terms from `grid.getEndUserTerms`. */
  endUserTermsConsent?: GridTermsConsent;
  /** Where the person lives, or where the business is registered. */
  address?: GridAddress;
}

/** A customer's consent to Grid's terms. */
export interface GridTermsConsent {
  /** When the customer accepted: RFC 3339 timestamp with an offset. */
  acceptedAt: string;
  /** The customer's IP address, at most 45 characters. */
  ipAddress: string;
  /** The `version` from `grid.getEndUserTerms`. */
  termsVersion: string;
  /** How the customer accepted. */
  acceptanceMethod: "CHECKBOX" | "CLICK_TO_ACCEPT";
}

/**
 * Input of `grid.createCustomer` for a person.
 *
 * @example
 * const input = { customerType: "INDIVIDUAL", platformCustomerId: "user-17", fullName: "Jane Smith" };
 * const customer = await client.createCustomer(input);
 */
export interface GridCreateIndividual extends GridCreateCustomerBase {
  /** A person. */
  customerType: "INDIVIDUAL";
  /** Given and family name. */
  fullName?: string;
  /** Date of birth, `YYYY-MM-DD`. */
  birthDate?: string;
  /** ISO 3166-1 code, sent as alpha-2. */
  nationality?: string;
  /** The type of `identifier`. */
  idType?: "SSN" | "ITIN" | "EIN" | "NON_US_TAX_ID";
  /** Tax or identification number. */
  identifier?: string;
  /** The country that issued `identifier`: ISO 3166-1 code, sent as alpha-2. */
  countryOfIssuance?: string;
  /** Where the money comes from. */
  sourceOfFundsCategories?: (
    | "SALARY"
    | "SELF_EMPLOYMENT_INCOME"
    | "INVESTMENT_INCOME"
    | "PENSION"
    | "RENTAL_INCOME"
    | "GIFT"
    | "INHERITANCE"
    | "LOAN"
    | "SAVINGS"
    | "SALE_OF_ASSETS"
    | "OTHER"
  )[];
  /** Required if a source of funds is `OTHER`. */
  sourceOfFundsOtherDescription?: string;
  /** Where the person's wealth comes from. */
  sourceOfWealthCategories?: (
    | "SALARY"
    | "BUSINESS_INCOME"
    | "INVESTMENTS"
    | "INHERITANCE"
    | "PROPERTY_SALE"
    | "GIFT"
    | "RETIREMENT"
    | "SAVINGS"
    | "OTHER"
  )[];
  /** Required if a source of wealth is `OTHER`. */
  sourceOfWealthOtherDescription?: string;
  /** What the account is used for. */
  purposeOfAccount?: GridPurposeOfAccount;
  /** Required if the purpose is `OTHER`. */
  purposeOfAccountOtherDescription?: string;
  /** Expected number of transactions per month. */
  expectedMonthlyTransactionCount?: GridTransactionCount;
  /** Expected volume of transactions per month. */
  expectedMonthlyTransactionVolume?: GridTransactionVolume;
  /** Annual income. */
  annualIncomeRange?: "UNDER_50K" | "RANGE_50K_100K" | "RANGE_100K_250K" | "RANGE_250K_1M" | "OVER_1M";
  /** Net worth. */
  netWorthRange?: "UNDER_100K" | "RANGE_100K_500K" | "RANGE_500K_1M" | "RANGE_1M_5M" | "RANGE_5M_25M" | "OVER_25M";
  /** Whether the person is a politically exposed person. */
  pepStatus?: "NONE" | "DOMESTIC" | "FOREIGN" | "HIO" | "FAMILY_OR_ASSOCIATE";
}

/** Input of `grid.createCustomer` for a business. */
export interface GridCreateBusiness extends GridCreateCustomerBase {
  /** A business. */
  customerType: "BUSINESS";
  /** The business's data. */
  businessInfo: GridBusinessInfo;
}

/** A business's data. */
export interface GridBusinessInfo {
  /** Registered name. */
  legalName: string;
  /** Trade name. */
  doingBusinessAs?: string;
  /** Country of registration: ISO 3166-1 code, sent as alpha-2. */
  country: string;
  /** Registration number. */
  registrationNumber?: string;
  /** Date of incorporation, `YYYY-MM-DD`. */
  incorporatedOn: string;
  /** Legal form. */
  entityType?:
    | "SOLE_PROPRIETORSHIP"
    | "PARTNERSHIP"
    | "LLC"
    | "CORPORATION"
    | "S_CORPORATION"
    | "NON_PROFIT"
    | "PUBLICLY_LISTED_COMPANY"
    | "TRUST"
    | "PRIVATE_FOUNDATION"
    | "CHARITY"
    | "OTHER";
  /** Tax number. */
  taxId: string;
  /** Countries in which the business operates: ISO 3166-1 codes, sent as alpha-2. */
  countriesOfOperation?: string[];
  /** Industry. */
  businessType?:
    | "AGRICULTURE_FORESTRY_FISHING_AND_HUNTING"
    | "MINING_QUARRYING_AND_OIL_AND_GAS_EXTRACTION"
    | "UTILITIES"
    | "CONSTRUCTION"
    | "MANUFACTURING"
    | "WHOLESALE_TRADE"
    | "RETAIL_TRADE"
    | "TRANSPORTATION_AND_WAREHOUSING"
    | "INFORMATION"
    | "FINANCE_AND_INSURANCE"
    | "REAL_ESTATE_AND_RENTAL_AND_LEASING"
    | "PROFESSIONAL_SCIENTIFIC_AND_TECHNICAL_SERVICES"
    | "MANAGEMENT_OF_COMPANIES_AND_ENTERPRISES"
    | "ADMINISTRATIVE_AND_SUPPORT_AND_WASTE_MANAGEMENT_AND_REMEDIATION_SERVICES"
    | "EDUCATIONAL_SERVICES"
    | "HEALTH_CARE_AND_SOCIAL_ASSISTANCE"
    | "ARTS_ENTERTAINMENT_AND_RECREATION"
    | "ACCOMMODATION_AND_FOOD_SERVICES"
    | "OTHER_SERVICES"
    | "PUBLIC_ADMINISTRATION";
  /** What the account is used for. */
  purposeOfAccount?: GridPurposeOfAccount;
  /** Where the money comes from, as text. */
  sourceOfFunds?: string;
  /** Expected number of transactions per month. */
  expectedMonthlyTransactionCount?: GridTransactionCount;
  /** Expected volume of transactions per month. */
  expectedMonthlyTransactionVolume?: GridTransactionVolume;
  /** Countries of the recipients: ISO 3166-1 codes, sent as alpha-2. */
  expectedRecipientJurisdictions?: string[];
  /** NAICS industry code, 2 to 6 digits. */
  naicsCode?: string;
  /** Where the money comes from. */
  sourceOfFundsCategories?: (
    | "OPERATING_REVENUE"
    | "INVESTMENT_INCOME"
    | "LOANS"
    | "VENTURE_CAPITAL"
    | "PERSONAL_SAVINGS"
    | "DONATIONS"
    | "OTHER"
  )[];
  /** Required if a source of funds is `OTHER`. At most 500 characters. */
  sourceOfFundsOtherDescription?: string;
  /** Required if the purpose is `OTHER`. At most 500 characters. */
  purposeOfAccountOtherDescription?: string;
  /** Countries of the counterparties: ISO 3166-1 codes, sent as alpha-2. */
  expectedCounterpartyCountries?: string[];
  /** The primary contact's given name, at most 250 characters. */
  primaryContactFirstName?: string;
  /** The primary contact's family name, at most 250 characters. */
  primaryContactLastName?: string;
}

/** What an account is used for. */
export type GridPurposeOfAccount =
  | "CONTRACTOR_PAYOUTS"
  | "CREATOR_PAYOUTS"
  | "EMPLOYEE_PAYOUTS"
  | "MARKETPLACE_SELLER_PAYOUTS"
  | "SUPPLIER_PAYMENTS"
  | "CROSS_BORDER_B2B"
  | "AR_AUTOMATION"
  | "AP_AUTOMATION"
  | "EMBEDDED_PAYMENTS"
  | "PLATFORM_FEE_COLLECTION"
  | "P2P_TRANSFERS"
  | "CHARITABLE_DONATIONS"
  | "OTHER";
/** A number of transactions per month. */
export type GridTransactionCount = "COUNT_UNDER_10" | "COUNT_10_TO_100" | "COUNT_100_TO_500" | "COUNT_500_TO_1000" | "COUNT_OVER_1000";
/** A volume of transactions per month. */
export type GridTransactionVolume =
  | "VOLUME_UNDER_10K"
  | "VOLUME_10K_TO_100K"
  | "VOLUME_100K_TO_1M"
  | "VOLUME_1M_TO_10M"
  | "VOLUME_OVER_10M";

/** Input of `grid.createKycLink`. */
export interface GridCreateKycLink {
  /** The customer's id: `Customer:<uuid>`. */
  customerId: string;
  /** Where the person goes after the hosted flow: an https URL on a public host. http is for loopback hosts only. */
  redirectUri?: string;
}

/** Input of the operations that take only a customer. */
export interface GridCustomerId {
  /** The customer's id: `Customer:<uuid>`. */
  customerId: string;
}

/** Input of `grid.listCustomers`. Times are RFC 3339 timestamps with an offset, and inclusive. */
export interface GridListCustomers {
  /** Only the customer with this id of yours. */
  platformCustomerId?: string;
  /** Only people or only businesses. */
  customerType?: "INDIVIDUAL" | "BUSINESS";
  /** Only customers created at this time or later. */
  createdAfter?: string;
  /** Only customers created at this time or earlier. */
  createdBefore?: string;
  /** Only customers updated at this time or later. */
  updatedAfter?: string;
  /** Only customers updated at this time or earlier. */
  updatedBefore?: string;
  /**
   * The number of customers per page, 1 to 100.
   *
   * @default 20
   */
  limit?: number;
  /** The cursor of the page. {@link Page.next} contains it. */
  cursor?: string;
  /** Only customers of this region: ISO 3166-1 code, sent as alpha-2. */
  region?: string;
  /** Only customers with this currency. */
  currency?: string;
  /** Only the customer with this UMA address. */
  umaAddress?: string;
  /** Also lists deleted customers. */
  isIncludingDeleted?: boolean;
}

/** Input of `grid.updateContact`: either `email` or `phoneNumber`. */
export type GridUpdateContact = {
  /** The customer's id: `Customer:<uuid>`. */
  customerId: string;
  /** The customer's type, which cannot be changed. */
  customerType: "INDIVIDUAL" | "BUSINESS";
} & ({ email: string; phoneNumber?: undefined } | { phoneNumber: string; email?: undefined });

/**
 * Input of `grid.updateCustomer`. Use `grid.updateContact` for the email and phone.
 * A list replaces the customer's list.
 */
export type GridUpdateCustomer = {
  /** The customer's id: `Customer:<uuid>`. */
  customerId: string;
  /** Where the person lives, or where the business is registered. */
  address?: GridAddress;
  /** ISO 4217 codes or tickers, in upper case. */
  currencies?: string[];
  /** ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency. */
  region?: string;
  /** The customer's consent to the terms from `grid.getEndUserTerms`. */
  endUserTermsConsent?: GridTermsConsent;
} & (
  | {
      /** The customer's type, which cannot be changed. */
      customerType: "INDIVIDUAL";
      /** Given and family name. */
      fullName?: string;
      /** Date of birth, `YYYY-MM-DD`. */
      birthDate?: string;
      /** ISO 3166-1 code, sent as alpha-2. */
      nationality?: string;
    }
  | {
      /** The customer's type, which cannot be changed. */
      customerType: "BUSINESS";
      /** The fields of the business's data that change. */
      businessInfo?: Partial<GridBusinessInfo>;
    }
);

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

/** Input of `grid.getVerification`. */
export interface GridVerificationId {
  /** The verification's id: `Verification:<uuid>`. */
  verificationId: string;
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

/** Input of `grid.confirmEmail` and `grid.confirmPhone`. */
export interface GridConfirm {
  /** The customer's id: `Customer:<uuid>`. */
  customerId: string;
  /** The code that the person received. */
  code: string;
}

/**
 * An applicant for `onboard` at Grid.
 * `address` is optional, because it is omitted in countries without postal codes.
 */
export interface GridApplicant extends Omit<Applicant, "address"> {
  /** Where the person lives, or where the business is registered. */
  address?: Applicant["address"];
  /** The business. */
  business?: GridBusinessInfo;
  /** ISO 4217 codes or tickers, in upper case. */
  currencies?: string[];
  /** ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency. */
  region?: string;
  /** The customer's consent to the terms from `grid.getEndUserTerms`. */
  endUserTermsConsent?: GridTermsConsent;
}

/** The inputs and outputs of Grid's operations. */
export interface Operations {
  /** Creates a customer: `POST /customers` */
  "grid.createCustomer": { input: GridCreateIndividual | GridCreateBusiness; output: Customer };
  /** Creates a hosted link for a customer: `POST /customers/{customerId}/kyc-link` */
  "grid.createKycLink": { input: GridCreateKycLink; output: KycLink };
  /** Returns a customer: `GET /customers/{customerId}` */
  "grid.getCustomer": { input: GridCustomerId; output: Customer };
  /** Returns a page of customers: `GET /customers` */
  "grid.listCustomers": { input: GridListCustomers; output: Page<Customer, GridListCustomers> };
  /** Changes a customer's email or phone: `PATCH /customers/{customerId}` */
  "grid.updateContact": { input: GridUpdateContact; output: Customer };
  /** Sends a code to the email address: `POST /customers/{customerId}/verify-email` */
  "grid.sendEmailCode": { input: GridCustomerId; output: void };
  /** Sends a code to the phone number: `POST /customers/{customerId}/verify-phone` */
  "grid.sendPhoneCode": { input: GridCustomerId; output: void };
  /** Confirms the email address: `POST /customers/{customerId}/verify-email/confirm` */
  "grid.confirmEmail": { input: GridConfirm; output: Customer };
  /** Confirms the phone number: `POST /customers/{customerId}/verify-phone/confirm` */
  "grid.confirmPhone": { input: GridConfirm; output: Customer };
  /** Changes a customer's other details: `PATCH /customers/{customerId}` */
  "grid.updateCustomer": { input: GridUpdateCustomer; output: Customer };
  /** Returns the terms that customers accept: `GET /customers/end-user-terms` */
  "grid.getEndUserTerms": { input: Record<string, never>; output: GridEndUserTerms };
  /** Returns your platform's configuration: `GET /config` */
  "grid.getConfig": { input: Record<string, never>; output: GridPlatformConfig };
  /** Submits a customer for verification: `POST /verifications` */
  "grid.createVerification": { input: GridCustomerId; output: GridVerification };
  /** Returns a verification: `GET /verifications/{verificationId}` */
  "grid.getVerification": { input: GridVerificationId; output: GridVerification };
  /** The applicant for `onboard`. Can be validated, but is not sent by itself. */
  "grid.onboard": { input: GridApplicant; output: never };
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
  baseUrl?: string;
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
