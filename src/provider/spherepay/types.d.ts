// What SpherePay's operations take and give. Rules and sources: docs of each operation's file in src/provider/spherepay.
import type { Applicant, Client, ClientOptions, Customer, CustomerType, KycLink, Page, TosLink } from "../core.js";

/** Where the person lives, or where the business is registered. */
export interface SpherepayAddress {
  /** 1 to 255 characters. */
  line1: string;
  /** Up to 255 characters. */
  line2?: string;
  /** 1 to 255 characters. */
  city: string;
  /** ISO 3166-2 code without its country: `IL`. `US-IL` and lower case are understood. */
  state?: string;
  postalCode?: string;
  /** ISO 3166-1, sent as alpha-3: `USA`. Alpha-2 and any case are understood. */
  country: string;
}

export interface SpherepayCreateCustomerViaLink {
  type: CustomerType;
  /** Up to 254 characters. */
  email: string;
  /** `+` and 7 to 15 digits. */
  phone: string;
  address: SpherepayAddress;
}

export interface SpherepayCreateKycLink {
  /** `customer_` and lower-case letters or digits. */
  customerId: string;
  /** The body of the API of 2025. Leave it out for today's: then no body is sent. */
  applicant?: { type: CustomerType; firstName: string; lastName: string; email: string };
}

/** The address of an API customer: whole, or the two fields that the API of 2025 asked for. */
export type SpherepayCustomerAddress =
  | SpherepayAddress
  | { state?: string; country: string; line1?: undefined; line2?: undefined; city?: undefined; postalCode?: undefined };

/** The fields that SpherePay has published; others are sent as they are. */
export interface SpherepayPersonalInformation {
  firstName?: string;
  lastName?: string;
  taxIdentificationNumber?: string;
  /** Such as `ssn`, `passport`, `national_id` or `other`: an open set. */
  taxIdentificationNumberType?: string;
  /** Where the type is `other`. */
  taxIdentificationNumberDescription?: string;
  /** ISO 3166-1, sent as alpha-3. */
  taxIdentificationNumberCountry?: string;
  readonly [unpublished: string]: unknown;
}

/** The fields that SpherePay has published; others are sent as they are. */
export interface SpherepayBusinessInformation {
  legalName?: string;
  tradeName?: string;
  description?: string;
  entityType?: string;
  naicsCode?: string;
  website?: string;
  /** `YYYY-MM-DD`, not in the future. */
  incorporatedOn?: string;
  /** Which numbers are accepted depends on the country. */
  identificationNumber?: string;
  /** No type is published: sent as it is. */
  estimatedAnnualRevenueInUsd?: number | string;
  readonly [unpublished: string]: unknown;
}

/** One of a business's addresses. SpherePay asks for both types. */
export interface SpherepayListedAddress extends SpherepayAddress {
  type: "registered" | "operating";
}

/** What individuals and businesses made through the API have in common. Today's API requires `email` and `phone`. */
export interface SpherepayCreateCustomerBase {
  /** Up to 254 characters. */
  email?: string;
  /** `+` and 7 to 15 digits. */
  phone?: string;
  personalInformation?: SpherepayPersonalInformation;
  businessInformation?: SpherepayBusinessInformation;
  /** Your own data. */
  meta?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface SpherepayCreateIndividual extends SpherepayCreateCustomerBase {
  type: "individual";
  address: SpherepayCustomerAddress;
}

/** The registered and the operating address, or the one address of the API of 2025. */
export type SpherepayCreateBusiness = SpherepayCreateCustomerBase & { type: "business" } & (
    | { addresses: readonly SpherepayListedAddress[]; address?: SpherepayCustomerAddress }
    | { address: SpherepayCustomerAddress; addresses?: readonly SpherepayListedAddress[] }
  );

/** Which customer. */
export interface SpherepayCustomerId {
  /** `customer_` and lower-case letters or digits. */
  customerId: string;
}

export interface SpherepayListCustomers {
  /** From 1, which is the default. */
  page?: number;
  /** How many on a page: 10 unless you say otherwise. The most is not published. */
  limit?: number;
  /** In names and e-mail addresses, up to 255 characters. */
  search?: string;
  email?: string;
  status?: "incomplete" | "pending" | "approved" | "rejected";
  type?: CustomerType;
}

/** Operation names, with what each takes and gives. */
export interface Operations {
  /** `POST /v2/customer/kyc-link` */
  "spherepay.createCustomerViaLink": { input: SpherepayCreateCustomerViaLink; output: KycLink };
  /** `POST /v2/customer/{customerId}/kyc-link` */
  "spherepay.createKycLink": { input: SpherepayCreateKycLink; output: KycLink };
  /** `POST /v2/customer` */
  "spherepay.createCustomer": { input: SpherepayCreateIndividual | SpherepayCreateBusiness; output: Customer };
  /** `GET /v2/customer/{customerId}` */
  "spherepay.getCustomer": { input: SpherepayCustomerId; output: Customer };
  /** `GET /v2/customer` */
  "spherepay.listCustomers": { input: SpherepayListCustomers; output: Page<Customer, SpherepayListCustomers> };
  /** `POST /v2/customer/{customerId}/tos-link` */
  "spherepay.createTosLink": { input: SpherepayCustomerId; output: TosLink };
  /** `onboard` at SpherePay: to be validated, not sent. */
  "spherepay.onboard": { input: Applicant; output: never };
}

/** Exactly one of `environment` and `baseUrl`. */
export type SpherepayConfig = ClientOptions & {
  /** The secret key from the dashboard. */
  apiKey: string;
  /** The verification profiles that a customer's `status` is about, such as `kyc_profile_a`. @default all */
  profiles?: readonly string[];
} & ({ environment: "sandbox" | "production"; baseUrl?: undefined } | { baseUrl: string; environment?: undefined });

/**
 * A client of SpherePay, for servers and edge functions.
 *
 * @throws {KycLinkError} `invalid_config`; `secret_in_browser` in a web page
 * @example
 * const client = spherepay({ apiKey: env.SPHEREPAY_API_KEY, environment: "sandbox" });
 * const link = await client.createKycLink({ customerId: "customer_1ab2c3d4" });
 */
export declare function spherepay(config: SpherepayConfig): Client<"spherepay">;
