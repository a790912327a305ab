// Outputs of SpherePay's operations, and its client. The Rust file of each operation documents the rules and their sources.
import type { Applicant, Client, ClientOptions, Customer, KycLink, Page, TosLink, WebhookKeys } from "../core.js";
import type {
  SpherepayCreateBusiness,
  SpherepayCreateCustomerViaLink,
  SpherepayCreateIndividual,
  SpherepayCreateKycLink,
  SpherepayCustomerId,
  SpherepayListCustomers,
} from "./spherepay-inputs.js";

export * from "./spherepay-inputs.js";

/** The types of SpherePay's part of the package. */
export interface ProviderTypes {
  /** The client's methods: what each takes and returns. */
  calls: {
    /** Creates a customer and a hosted link: `POST /v2/customer/kyc-link` */
    createCustomerViaLink: { input: SpherepayCreateCustomerViaLink; output: KycLink };
    /** Creates another link for a customer: `POST /v2/customer/{customerId}/kyc-link` */
    createKycLink: { input: SpherepayCreateKycLink; output: KycLink };
    /** Creates a customer whose data you send: `POST /v2/customer` */
    createCustomer: { input: SpherepayCreateIndividual | SpherepayCreateBusiness; output: Customer };
    /** Returns a customer: `GET /v2/customer/{customerId}` */
    getCustomer: { input: SpherepayCustomerId; output: Customer };
    /** Returns a page of customers: `GET /v2/customer` */
    listCustomers: { input: SpherepayListCustomers; output: Page<Customer, SpherepayListCustomers> };
    /** Creates a link to the terms of service: `POST /v2/customer/{customerId}/tos-link` */
    createTosLink: { input: SpherepayCustomerId; output: TosLink };
  };
  /** Whom `onboard` takes. */
  applicant: Applicant;
  /** The option of `verifyWebhook` with the key. */
  webhookKey: {
    /** The webhook's secret, including `secret_`, or a list of secrets during a rotation. */
    secret: WebhookKeys;
  };
  /** The options of `createHandler` that a client does not have. */
  handler: {
    /** The webhook's secret, or a list of secrets during a rotation. Without it, there is no webhook route. */
    webhookSecret?: WebhookKeys | undefined;
  };
}

/** Options of {@link spherepay}. Exactly one of `environment` and `baseUrl` is required. */
export type SpherepayConfig = ClientOptions & {
  /** The secret key from the dashboard. */
  apiKey: string;
  /**
   * The verification profiles that determine a customer's `status`, such as `["kyc_profile_a"]`.
   *
   * @default all profiles
   */
  profiles?: readonly string[] | undefined;
} & ({ environment: "sandbox" | "production"; baseUrl?: undefined } | { baseUrl: string; environment?: undefined });

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
