// Inputs of Grid's operations. The Rust file of each operation documents the rules and their sources.
import type { Applicant } from "../applicant.js";

/** An address at Grid. */
export interface GridAddress {
  /** Street and number. */
  line1: string;
  /** Apartment, building or floor. */
  line2?: string | undefined;
  /** City or town. */
  city?: string | undefined;
  /** State or province: any text. */
  state?: string | undefined;
  /** Postal code. Always required: in a country without postal codes, omit the whole address. */
  postalCode: string;
  /** ISO 3166-1 code, sent as alpha-2: `"US"`. Alpha-3 and lower case are converted. */
  country: string;
}

/** Input of `grid.createCustomer` for all customers. */
export interface GridCreateCustomerBase {
  /** Your own id of the customer. A second active customer with the same id is refused with `conflict`. */
  platformCustomerId?: string | undefined;
  /** ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency. */
  region?: string | undefined;
  /** ISO 4217 codes or tickers, in upper case. */
  currencies?: string[] | undefined;
  /** Email address. Some regions require it. */
  email?: string | undefined;
  /** Phone number: `+`, a digit from 1 to 9, then 1 to 14 digits. Some regions require it. */
  phoneNumber?: string | undefined;
  /** UMA address: `$user@domain`. */
  umaAddress?: string | undefined;
  /** The customer's consent to the terms from `grid.getEndUserTerms`. */
  endUserTermsConsent?: GridTermsConsent | undefined;
  /** Where the person lives, or where the business is registered. */
  address?: GridAddress | undefined;
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
 * const customer = await client.createCustomer({
 *   customerType: "INDIVIDUAL",
 *   platformCustomerId: "user-17",
 *   fullName: "Jane Smith",
 * });
 */
export interface GridCreateIndividual extends GridCreateCustomerBase {
  /** A person. */
  customerType: "INDIVIDUAL";
  /** Given and family name. */
  fullName?: string | undefined;
  /** Date of birth, `YYYY-MM-DD`. */
  birthDate?: string | undefined;
  /** ISO 3166-1 code, sent as alpha-2. */
  nationality?: string | undefined;
  /** The type of `identifier`. */
  idType?: "SSN" | "ITIN" | "EIN" | "NON_US_TAX_ID" | undefined;
  /** Tax or identification number. */
  identifier?: string | undefined;
  /** The country that issued `identifier`: ISO 3166-1 code, sent as alpha-2. */
  countryOfIssuance?: string | undefined;
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
  sourceOfFundsOtherDescription?: string | undefined;
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
  sourceOfWealthOtherDescription?: string | undefined;
  /** What the account is used for. */
  purposeOfAccount?: GridPurposeOfAccount | undefined;
  /** Required if the purpose is `OTHER`. */
  purposeOfAccountOtherDescription?: string | undefined;
  /** Expected number of transactions per month. */
  expectedMonthlyTransactionCount?: GridTransactionCount | undefined;
  /** Expected volume of transactions per month. */
  expectedMonthlyTransactionVolume?: GridTransactionVolume | undefined;
  /** Annual income. */
  annualIncomeRange?: "UNDER_50K" | "RANGE_50K_100K" | "RANGE_100K_250K" | "RANGE_250K_1M" | "OVER_1M" | undefined;
  /** Net worth. */
  netWorthRange?: "UNDER_100K" | "RANGE_100K_500K" | "RANGE_500K_1M" | "RANGE_1M_5M" | "RANGE_5M_25M" | "OVER_25M" | undefined;
  /** Whether the person is a politically exposed person. */
  pepStatus?: "NONE" | "DOMESTIC" | "FOREIGN" | "HIO" | "FAMILY_OR_ASSOCIATE" | undefined;
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
  doingBusinessAs?: string | undefined;
  /** Country of registration: ISO 3166-1 code, sent as alpha-2. */
  country: string;
  /** Registration number. */
  registrationNumber?: string | undefined;
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
  countriesOfOperation?: string[] | undefined;
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
  purposeOfAccount?: GridPurposeOfAccount | undefined;
  /** Where the money comes from, as text. */
  sourceOfFunds?: string | undefined;
  /** Expected number of transactions per month. */
  expectedMonthlyTransactionCount?: GridTransactionCount | undefined;
  /** Expected volume of transactions per month. */
  expectedMonthlyTransactionVolume?: GridTransactionVolume | undefined;
  /** Countries of the recipients: ISO 3166-1 codes, sent as alpha-2. */
  expectedRecipientJurisdictions?: string[] | undefined;
  /** NAICS industry code, 2 to 6 digits. */
  naicsCode?: string | undefined;
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
  sourceOfFundsOtherDescription?: string | undefined;
  /** Required if the purpose is `OTHER`. At most 500 characters. */
  purposeOfAccountOtherDescription?: string | undefined;
  /** Countries of the counterparties: ISO 3166-1 codes, sent as alpha-2. */
  expectedCounterpartyCountries?: string[] | undefined;
  /** The primary contact's given name, at most 250 characters. */
  primaryContactFirstName?: string | undefined;
  /** The primary contact's family name, at most 250 characters. */
  primaryContactLastName?: string | undefined;
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
  redirectUri?: string | undefined;
}

/** Input of the operations that take only a customer. */
export interface GridCustomerId {
  /** The customer's id: `Customer:<uuid>`. */
  customerId: string;
}

/** Input of `grid.listCustomers`. Times are RFC 3339 timestamps with an offset, and inclusive. */
export interface GridListCustomers {
  /** Only the customer with this id of yours. */
  platformCustomerId?: string | undefined;
  /** Only people or only businesses. */
  customerType?: "INDIVIDUAL" | "BUSINESS" | undefined;
  /** Only customers created at this time or later. */
  createdAfter?: string | undefined;
  /** Only customers created at this time or earlier. */
  createdBefore?: string | undefined;
  /** Only customers updated at this time or later. */
  updatedAfter?: string | undefined;
  /** Only customers updated at this time or earlier. */
  updatedBefore?: string | undefined;
  /**
   * The number of customers per page, 1 to 100.
   *
   * @default 20
   */
  limit?: number | undefined;
  /** The cursor of the page. {@link Page.next} contains it. */
  cursor?: string | undefined;
  /** Only customers of this region: ISO 3166-1 code, sent as alpha-2. */
  region?: string | undefined;
  /** Only customers with this currency. */
  currency?: string | undefined;
  /** Only the customer with this UMA address. */
  umaAddress?: string | undefined;
  /** Also lists deleted customers. */
  isIncludingDeleted?: boolean | undefined;
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
  address?: GridAddress | undefined;
  /** ISO 4217 codes or tickers, in upper case. */
  currencies?: string[] | undefined;
  /** ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency. */
  region?: string | undefined;
  /** The customer's consent to the terms from `grid.getEndUserTerms`. */
  endUserTermsConsent?: GridTermsConsent | undefined;
} & (
  | {
      /** The customer's type, which cannot be changed. */
      customerType: "INDIVIDUAL";
      /** Given and family name. */
      fullName?: string | undefined;
      /** Date of birth, `YYYY-MM-DD`. */
      birthDate?: string | undefined;
      /** ISO 3166-1 code, sent as alpha-2. */
      nationality?: string | undefined;
    }
  | {
      /** The customer's type, which cannot be changed. */
      customerType: "BUSINESS";
      /** The fields of the business's data that change. */
      businessInfo?: Partial<GridBusinessInfo> | undefined;
    }
);

/** Input of `grid.getVerification`. */
export interface GridVerificationId {
  /** The verification's id: `Verification:<uuid>`. */
  verificationId: string;
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
  address?: Applicant["address"] | undefined;
  /** The business. */
  business?: GridBusinessInfo | undefined;
  /** ISO 4217 codes or tickers, in upper case. */
  currencies?: string[] | undefined;
  /** ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency. */
  region?: string | undefined;
  /** The customer's consent to the terms from `grid.getEndUserTerms`. */
  endUserTermsConsent?: GridTermsConsent | undefined;
}
