// What SpherePay's operations take and give. Rules and sources: docs of each operation's file in src/provider/spherepay.
import type { Applicant, Client, ClientOptions, CustomerType, KycLink } from "../core.js";

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

/** Operation names, with what each takes and gives. */
export interface Operations {
  /** `POST /v2/customer/kyc-link` */
  "spherepay.createCustomerViaLink": { input: SpherepayCreateCustomerViaLink; output: KycLink };
  /** `POST /v2/customer/{customerId}/kyc-link` */
  "spherepay.createKycLink": { input: SpherepayCreateKycLink; output: KycLink };
  /** `onboard` at SpherePay: to be validated, not sent. */
  "spherepay.onboard": { input: Applicant; output: never };
}

/** Exactly one of `environment` and `baseUrl`. */
export type SpherepayConfig = ClientOptions & {
  /** The secret key from the dashboard. */
  apiKey: string;
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
