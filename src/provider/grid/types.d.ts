// What Grid's operations take and give. Rules and sources: docs of each operation's file in src/provider/grid.
import type { Applicant, Client, ClientOptions, Customer, KycLink, Page } from "../core.js";

export interface GridAddress {
  line1: string;
  line2?: string;
  city?: string;
  /** Free text. */
  state?: string;
  /** Required everywhere; leave the address out in a country that has none. */
  postalCode: string;
  /** ISO 3166-1, sent as alpha-2: `US`. Alpha-3 and any case are understood. */
  country: string;
}

/** What an individual and a business have in common. */
export interface GridCreateCustomerBase {
  /** Your own id of the customer. A second active customer with the same one is refused with `conflict`. */
  platformCustomerId?: string;
  /** ISO 3166-1, sent as alpha-2. */
  region?: string;
  /** ISO 4217 codes or tickers, in capitals. */
  currencies?: string[];
  email?: string;
  /** `+`, 1 to 9, then 1 to 14 digits. */
  phoneNumber?: string;
  /** `$user@domain` */
  umaAddress?: string;
  endUserTermsConsent?: GridTermsConsent;
  address?: GridAddress;
}

export interface GridTermsConsent {
  /** RFC 3339 with an offset. */
  acceptedAt: string;
  /** Up to 45 characters. */
  ipAddress: string;
  termsVersion: string;
  acceptanceMethod: "CHECKBOX" | "CLICK_TO_ACCEPT";
}

export interface GridCreateIndividual extends GridCreateCustomerBase {
  customerType: "INDIVIDUAL";
  /** Given and family name. */
  fullName?: string;
  /** `YYYY-MM-DD` */
  birthDate?: string;
  /** ISO 3166-1, sent as alpha-2. */
  nationality?: string;
  idType?: "SSN" | "ITIN" | "EIN" | "NON_US_TAX_ID";
  identifier?: string;
  /** ISO 3166-1, sent as alpha-2. */
  countryOfIssuance?: string;
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
  /** Required where a category is `OTHER`. */
  sourceOfFundsOtherDescription?: string;
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
  /** Required where a category is `OTHER`. */
  sourceOfWealthOtherDescription?: string;
  purposeOfAccount?: GridPurposeOfAccount;
  /** Required where the purpose is `OTHER`. */
  purposeOfAccountOtherDescription?: string;
  expectedMonthlyTransactionCount?: GridTransactionCount;
  expectedMonthlyTransactionVolume?: GridTransactionVolume;
  annualIncomeRange?: "UNDER_50K" | "RANGE_50K_100K" | "RANGE_100K_250K" | "RANGE_250K_1M" | "OVER_1M";
  netWorthRange?: "UNDER_100K" | "RANGE_100K_500K" | "RANGE_500K_1M" | "RANGE_1M_5M" | "RANGE_5M_25M" | "OVER_25M";
  pepStatus?: "NONE" | "DOMESTIC" | "FOREIGN" | "HIO" | "FAMILY_OR_ASSOCIATE";
}

export interface GridCreateBusiness extends GridCreateCustomerBase {
  customerType: "BUSINESS";
  businessInfo: GridBusinessInfo;
}

export interface GridBusinessInfo {
  legalName: string;
  doingBusinessAs?: string;
  /** ISO 3166-1, sent as alpha-2. */
  country: string;
  registrationNumber?: string;
  /** `YYYY-MM-DD` */
  incorporatedOn: string;
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
  taxId: string;
  /** ISO 3166-1, sent as alpha-2. */
  countriesOfOperation?: string[];
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
  purposeOfAccount?: GridPurposeOfAccount;
  sourceOfFunds?: string;
  expectedMonthlyTransactionCount?: GridTransactionCount;
  expectedMonthlyTransactionVolume?: GridTransactionVolume;
  /** ISO 3166-1, sent as alpha-2. */
  expectedRecipientJurisdictions?: string[];
  /** 2 to 6 digits. */
  naicsCode?: string;
  sourceOfFundsCategories?: (
    | "OPERATING_REVENUE"
    | "INVESTMENT_INCOME"
    | "LOANS"
    | "VENTURE_CAPITAL"
    | "PERSONAL_SAVINGS"
    | "DONATIONS"
    | "OTHER"
  )[];
  /** Up to 500 characters; required where a category is `OTHER`. */
  sourceOfFundsOtherDescription?: string;
  /** Up to 500 characters; required where the purpose is `OTHER`. */
  purposeOfAccountOtherDescription?: string;
  /** ISO 3166-1, sent as alpha-2. */
  expectedCounterpartyCountries?: string[];
  /** Up to 250 characters. */
  primaryContactFirstName?: string;
  /** Up to 250 characters. */
  primaryContactLastName?: string;
}

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
export type GridTransactionCount = "COUNT_UNDER_10" | "COUNT_10_TO_100" | "COUNT_100_TO_500" | "COUNT_500_TO_1000" | "COUNT_OVER_1000";
export type GridTransactionVolume =
  | "VOLUME_UNDER_10K"
  | "VOLUME_10K_TO_100K"
  | "VOLUME_100K_TO_1M"
  | "VOLUME_1M_TO_10M"
  | "VOLUME_OVER_10M";

export interface GridCreateKycLink {
  /** `Customer:<uuid>` */
  customerId: string;
  /** Where the person goes afterwards: https on a public host; http on loopback is for local development. */
  redirectUri?: string;
}

/** Which customer. */
export interface GridCustomerId {
  /** `Customer:<uuid>` */
  customerId: string;
}

/** Bounds of times are RFC 3339 with an offset, and inclusive. */
export interface GridListCustomers {
  platformCustomerId?: string;
  customerType?: "INDIVIDUAL" | "BUSINESS";
  createdAfter?: string;
  createdBefore?: string;
  updatedAfter?: string;
  updatedBefore?: string;
  /** 1 to 100 on a page: 20 unless you say otherwise. */
  limit?: number;
  cursor?: string;
  /** ISO 3166-1, sent as alpha-2. */
  region?: string;
  currency?: string;
  umaAddress?: string;
  isIncludingDeleted?: boolean;
}

/** One contact at a time. */
export type GridUpdateContact = {
  /** `Customer:<uuid>` */
  customerId: string;
  /** The one that the customer has: it cannot be changed. */
  customerType: "INDIVIDUAL" | "BUSINESS";
} & ({ email: string; phoneNumber?: undefined } | { phoneNumber: string; email?: undefined });

/** Other details of a customer; contacts are changed by `updateContact`. A list replaces the one that the customer had. */
export type GridUpdateCustomer = {
  /** `Customer:<uuid>` */
  customerId: string;
  address?: GridAddress;
  /** ISO 4217 codes or tickers, in capitals. */
  currencies?: string[];
  /** ISO 3166-1, sent as alpha-2. */
  region?: string;
  endUserTermsConsent?: GridTermsConsent;
} & (
  | {
      /** The one that the customer has: it cannot be changed. */
      customerType: "INDIVIDUAL";
      /** Given and family name. */
      fullName?: string;
      /** `YYYY-MM-DD` */
      birthDate?: string;
      /** ISO 3166-1, sent as alpha-2. */
      nationality?: string;
    }
  | {
      /** The one that the customer has: it cannot be changed. */
      customerType: "BUSINESS";
      businessInfo?: Partial<GridBusinessInfo>;
    }
);

/** The terms that a customer has to accept. */
export interface GridEndUserTerms {
  /** For `termsVersion` of `endUserTermsConsent`. */
  version: string;
  /** Where Grid shows them: an https URL. */
  url: string;
  /** The response as it came. */
  raw: unknown;
}

/** How your platform is set up at Grid. A field that Grid leaves out is absent. */
export interface GridPlatformConfig {
  id?: string;
  umaDomain?: string;
  proxyUmaSubdomain?: string;
  /** Where Grid sends its webhooks. */
  webhookEndpoint?: string;
  supportedCurrencies?: GridCurrencyConfig[];
  /** Whether you verify customers yourself: then they are approved when they are created, and need no link. */
  isRegulatedFinancialInstitution?: boolean;
  embeddedWalletConfig?: Record<string, unknown>;
  cardTokenization2faConfig?: Record<string, unknown>;
  feeConfigs?: Record<string, unknown>[];
  createdAt?: string;
  updatedAt?: string;
  /** The response as it came. */
  raw: unknown;
}

/** A currency of your platform, as Grid documents it: nothing of it is checked. */
export interface GridCurrencyConfig {
  currencyCode: string;
  /** In the currency's smallest unit. */
  minAmount: number;
  /** In the currency's smallest unit. */
  maxAmount: number;
  /** The customer fields that must be given where a customer uses this currency, such as `BIRTH_DATE`: an open set. */
  providerRequiredCustomerFields?: string[];
  providerRequiredCounterpartyCustomerFields?: string[];
  requiredCounterpartyFields?: { name: string; mandatory: boolean }[];
  enabledTransactionTypes?: string[];
}

/** Which verification. */
export interface GridVerificationId {
  /** `Verification:<uuid>` */
  verificationId: string;
}

/** Where the verification of a customer stands. */
export interface GridVerification {
  id: string;
  customerId?: string;
  /** `RESOLVE_ERRORS`, `PENDING_MANUAL_REVIEW`, `IN_PROGRESS`, `APPROVED`, `REJECTED`, `READY_FOR_VERIFICATION`: an open set. */
  status: string;
  /** What stands in the way, as Grid documents it: nothing of it is checked. */
  errors: GridVerificationError[];
  /** The response as it came. */
  raw: unknown;
}

export interface GridVerificationError {
  /** The customer, beneficial owner or document that it is about. */
  resourceId: string;
  /** Such as `MISSING_FIELD` or `POOR_QUALITY_DOCUMENT`: an open set. */
  type: string;
  /** A dot path, such as `customer.address.line1`. */
  field?: string;
  acceptedDocumentTypes?: string[];
  /** Grid's own words. */
  reason: string;
}

export interface GridConfirm {
  /** `Customer:<uuid>` */
  customerId: string;
  /** What the person was sent. */
  code: string;
}

/** An applicant at Grid: a business has `business`, and a few fields more than elsewhere may be given. The address is left out in a country without postal codes. */
export interface GridApplicant extends Omit<Applicant, "address"> {
  address?: Applicant["address"];
  business?: GridBusinessInfo;
  currencies?: string[];
  region?: string;
  endUserTermsConsent?: GridTermsConsent;
}

/** Operation names, with what each takes and gives. */
export interface Operations {
  /** `POST /customers` */
  "grid.createCustomer": { input: GridCreateIndividual | GridCreateBusiness; output: Customer };
  /** `POST /customers/{customerId}/kyc-link` */
  "grid.createKycLink": { input: GridCreateKycLink; output: KycLink };
  /** `GET /customers/{customerId}` */
  "grid.getCustomer": { input: GridCustomerId; output: Customer };
  /** `GET /customers` */
  "grid.listCustomers": { input: GridListCustomers; output: Page<Customer, GridListCustomers> };
  /** `PATCH /customers/{customerId}` */
  "grid.updateContact": { input: GridUpdateContact; output: Customer };
  /** `POST /customers/{customerId}/verify-email` */
  "grid.sendEmailCode": { input: GridCustomerId; output: void };
  /** `POST /customers/{customerId}/verify-phone` */
  "grid.sendPhoneCode": { input: GridCustomerId; output: void };
  /** `POST /customers/{customerId}/verify-email/confirm` */
  "grid.confirmEmail": { input: GridConfirm; output: Customer };
  /** `POST /customers/{customerId}/verify-phone/confirm` */
  "grid.confirmPhone": { input: GridConfirm; output: Customer };
  /** `PATCH /customers/{customerId}` */
  "grid.updateCustomer": { input: GridUpdateCustomer; output: Customer };
  /** `GET /customers/end-user-terms` */
  "grid.getEndUserTerms": { input: Record<string, never>; output: GridEndUserTerms };
  /** `GET /config` */
  "grid.getConfig": { input: Record<string, never>; output: GridPlatformConfig };
  /** `POST /verifications` */
  "grid.createVerification": { input: GridCustomerId; output: GridVerification };
  /** `GET /verifications/{verificationId}` */
  "grid.getVerification": { input: GridVerificationId; output: GridVerification };
  /** `onboard` at Grid: to be validated, not sent. */
  "grid.onboard": { input: GridApplicant; output: never };
}

export interface GridConfig extends ClientOptions {
  /** The API token id. */
  clientId: string;
  /** The secret of the token; it decides between sandbox and production. */
  clientSecret: string;
  baseUrl?: string;
}

/**
 * A client of Lightspark Grid, for servers and edge functions.
 *
 * @throws {KycLinkError} `invalid_config`; `secret_in_browser` in a web page
 * @example
 * const client = grid({ clientId: env.GRID_CLIENT_ID, clientSecret: env.GRID_CLIENT_SECRET });
 * const link = await client.createKycLink({ customerId, redirectUri: "https://app.example.com/done" });
 */
export declare function grid(config: GridConfig): Client<"grid">;
