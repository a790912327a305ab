// Inputs of SpherePay's operations. The Rust file of each operation documents the rules and their sources.
import type { CustomerType } from "../applicant.js";

/** A complete address: where the person lives, or where the business is registered. */
export interface SpherepayAddress {
  /** Street and number, 1 to 255 characters. */
  line1: string;
  /** Apartment, building or floor, at most 255 characters. */
  line2?: string | undefined;
  /** City or town, 1 to 255 characters. */
  city: string;
  /** ISO 3166-2 code without the country: `"IL"`. `"US-IL"` and lower case are converted. Some countries require it. */
  state?: string | undefined;
  /** Postal code, at most 20 characters. Some countries require it. */
  postalCode?: string | undefined;
  /** ISO 3166-1 code, sent as alpha-3: `"USA"`. Alpha-2 and lower case are converted. */
  country: string;
}

/**
 * Input of `spherepay.createCustomerViaLink`.
 *
 * @example
 * const address = { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" };
 * const input = { type: "individual", email: "jane@example.com", phone: "+14155550123", address };
 */
export interface SpherepayCreateCustomerViaLink {
  /** Whether the customer is a person or a company. */
  type: CustomerType;
  /** Email address, at most 254 characters. */
  email: string;
  /** Phone number: `+` and 7 to 15 digits. */
  phone: string;
  /** Where the person lives, or where the business is registered. */
  address: SpherepayAddress;
}

/** Input of `spherepay.createKycLink`. */
export interface SpherepayCreateKycLink {
  /** The customer's id: `customer_` and lower-case letters or digits. */
  customerId: string;
  /** The body for the API of 2025. Omit it for the current API, which takes no body. */
  applicant?: { type: CustomerType; firstName: string; lastName: string; email: string } | undefined;
}

/** The address of a customer created through the API: complete, or only `state` and `country` as in the API of 2025. */
export type SpherepayCustomerAddress =
  | SpherepayAddress
  | { state?: string; country: string; line1?: undefined; line2?: undefined; city?: undefined; postalCode?: undefined };

/** A person's data. The fields that SpherePay has published are validated; others are sent unchanged. */
export interface SpherepayPersonalInformation {
  /** Given name. */
  firstName?: string | undefined;
  /** Family name. */
  lastName?: string | undefined;
  /** Tax or identification number. */
  taxIdentificationNumber?: string | undefined;
  /** The number's type, such as `"ssn"`, `"passport"`, `"national_id"` or `"other"`. SpherePay may add types. */
  taxIdentificationNumberType?: string | undefined;
  /** Description of the number, if the type is `"other"`. */
  taxIdentificationNumberDescription?: string | undefined;
  /** The country that issued the number: ISO 3166-1 code, sent as alpha-3. */
  taxIdentificationNumberCountry?: string | undefined;
  /** Any other field, sent unchanged. */
  readonly [unpublished: string]: unknown;
}

/** A business's data. The fields that SpherePay has published are validated; others are sent unchanged. */
export interface SpherepayBusinessInformation {
  /** Registered name. */
  legalName?: string | undefined;
  /** Trade name. */
  tradeName?: string | undefined;
  /** What the business does. */
  description?: string | undefined;
  /** Legal form. */
  entityType?: string | undefined;
  /** NAICS industry code. */
  naicsCode?: string | undefined;
  /** URL of the website. */
  website?: string | undefined;
  /** Date of incorporation: `YYYY-MM-DD`, not in the future. */
  incorporatedOn?: string | undefined;
  /** Registration or tax number. Which numbers are accepted depends on the country. */
  identificationNumber?: string | undefined;
  /** Estimated annual revenue in US dollars. Its type is not published; sent unchanged. */
  estimatedAnnualRevenueInUsd?: number | string | undefined;
  /** Any other field, sent unchanged. */
  readonly [unpublished: string]: unknown;
}

/** One of a business's addresses. SpherePay requires one of each type. */
export interface SpherepayListedAddress extends SpherepayAddress {
  /** Where the business is registered, or where it operates. */
  type: "registered" | "operating";
}

/** Input of `spherepay.createCustomer` for all customers. The current API requires `email` and `phone`. */
export interface SpherepayCreateCustomerBase {
  /** Email address, at most 254 characters. */
  email?: string | undefined;
  /** Phone number: `+` and 7 to 15 digits. */
  phone?: string | undefined;
  /** The person's data. */
  personalInformation?: SpherepayPersonalInformation | undefined;
  /** The business's data. */
  businessInformation?: SpherepayBusinessInformation | undefined;
  /** Your own data about the customer. */
  meta?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** Input of `spherepay.createCustomer` for a person. */
export interface SpherepayCreateIndividual extends SpherepayCreateCustomerBase {
  /** A person. */
  type: "individual";
  /** Where the person lives. */
  address: SpherepayCustomerAddress;
}

/**
 * Input of `spherepay.createCustomer` for a business: `addresses` with the registered and the operating address,
 * or `address` for the API of 2025.
 */
export type SpherepayCreateBusiness = SpherepayCreateCustomerBase & { type: "business" } & (
    | { addresses: readonly SpherepayListedAddress[]; address?: SpherepayCustomerAddress }
    | { address: SpherepayCustomerAddress; addresses?: readonly SpherepayListedAddress[] }
  );

/** Input of the operations that take only a customer. */
export interface SpherepayCustomerId {
  /** The customer's id: `customer_` and lower-case letters or digits. */
  customerId: string;
}

/** Input of `spherepay.listCustomers`. */
export interface SpherepayListCustomers {
  /**
   * The page's number, starting at 1.
   *
   * @default 1
   */
  page?: number | undefined;
  /**
   * The number of customers per page. The maximum is not published.
   *
   * @default 10
   */
  limit?: number | undefined;
  /** Searches names and email addresses. At most 255 characters. */
  search?: string | undefined;
  /** Only the customers with this email address. */
  email?: string | undefined;
  /** Only the customers with this status. */
  status?: "incomplete" | "pending" | "approved" | "rejected" | undefined;
  /** Only people or only companies. */
  type?: CustomerType | undefined;
}
