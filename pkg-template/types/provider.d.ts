/**
 * `kyclink/provider`: a provider of your own, in front of which the handler works as in front of a built-in one.
 *
 * @example
 * ```ts
 * const headers = { "x-api-key": process.env.ACME_API_KEY ?? "" };
 * const codes: Record<number, ProviderErrorCode> = { 401: "unauthorized", 404: "not_found", 429: "rate_limited" };
 * const statuses: Record<string, CustomerStatus> = { open: "incomplete", passed: "approved", failed: "rejected" };
 *
 * async function read(response: Response) {
 *   if (!response.ok) throw providerError({ code: codes[response.status] ?? "unavailable" });
 *   return response.json();
 * }
 *
 * const acme = defineProvider({
 *   name: "acme",
 *   label: "Acme",
 *   applicant: { individual: ["email", "firstName", "lastName", "phone?"] },
 *   hosts: ["verify.acme.example"],
 *   account: process.env.ACME_API_KEY,
 *   repeat: "reference",
 *   async create({ applicant, reference, redirectUri, fetch }) {
 *     const body = JSON.stringify({ userId: reference, email: applicant.email, returnUrl: redirectUri });
 *     const response = await fetch("https://api.acme.example/sessions", { method: "POST", headers, body });
 *     const { id, url } = await read(response);
 *     return { customerId: id, kycUrl: url };
 *   },
 *   async status({ customerId, fetch }) {
 *     const { state } = await read(await fetch(`https://api.acme.example/sessions/${customerId}`, { headers }));
 *     return { status: statuses[state] ?? "unknown" };
 *   },
 * });
 * ```
 * @module
 */

import type { ApplicantFields, OwnOperation } from "./common.js";
import type { Preparation } from "./core.js";
import type {
  CreateCall,
  CreatedLink,
  CreatedStatus,
  Delivery,
  FindCall,
  FoundCustomer,
  LinkCall,
  ProviderEvent,
  ProviderLink,
  ProviderStatus,
  ProviderToken,
  StatusCall,
  TokenCall,
} from "./provider-functions.js";

export type { ApplicantField, ApplicantFields, OwnApplicant, OwnOperation } from "./common.js";
export * from "./provider-client.js";
export * from "./provider-functions.js";

/** A provider of your own, as `defineProvider` returns it. What you have defined is hidden. */
export interface OwnProvider {
  /** Its name. */
  readonly name: string;
  /** Its name for people. */
  readonly label: string;
  /** The fields of its applicants, for `validate` and the other functions of a form. */
  readonly operation: OwnOperation;
  /** Only `defineProvider` makes one. */
  readonly [own]: true;
}

declare const own: unique symbol;

/** What you define of a provider. */
export interface ProviderDefinition {
  /** Its name in results, paths and records: 2 to 31 lower-case letters, digits and dashes. Never change it. */
  name: string;
  /** Its name for people. */
  label: string;
  /**
   * The fields that it takes of a person, and of a business. The rules, the JSON Schema and the page's form follow from
   * these lists.
   */
  applicant: ApplicantFields;
  /**
   * The hosts that its links may have: `"verify.example.com"`, or `".example.com"` for all subdomains. The option
   * `allowHosts` of a handler is for built-in providers.
   */
  hosts: readonly string[];
  /**
   * What tells this account apart from others of the provider, such as its API key: handlers of two accounts over one
   * store have no record in common. It is hashed, and never shown.
   *
   * Default: the handler's `id`
   */
  account?: string | undefined;
  /**
   * The settings on which a status depends, such as a level or a workflow, or the sandbox: what was learned under others
   * counts for nothing. People who were approved under one must pass the check of the other.
   */
  scope?: string | undefined;
  /**
   * Whether the provider can take an approval back: then `refresh` of an operator also asks about approved customers,
   * once a week for a year.
   *
   * @default false
   */
  revocable?: boolean | undefined;
  /**
   * What makes it safe to call `create` a second time, because it then returns the same customer: the same
   * `reference`, the same `idempotencyKey`, or nothing.
   */
  repeat: "reference" | "key" | "never";
  /**
   * `"itself"` if `create` works without the given `fetch`, such as with an SDK or a database: nobody sees then whether it
   * has sent something, and what it throws leaves the outcome unknown, unless it is a {@link providerError}.
   */
  sends?: "itself" | undefined;
  /** Creates a customer, and a link for it. */
  create(call: CreateCall): CreatedLink | CreatedStatus | Promise<CreatedLink | CreatedStatus>;
  /**
   * Makes another link for a customer. Without it, `create` is called again where `repeat` is `"reference"`; otherwise
   * there is no other link, and a person who needs one is told to contact you.
   */
  link?: ((call: LinkCall) => ProviderLink | ProviderStatus | Promise<ProviderLink | ProviderStatus>) | undefined;
  /**
   * Makes a token with which an app opens the check of a customer in the provider's own SDK. Without it, the handler's
   * route for apps responds `not_supported`.
   */
  token?: ((call: TokenCall) => ProviderToken | ProviderStatus | Promise<ProviderToken | ProviderStatus>) | undefined;
  /** Returns the status of a customer. */
  status(call: StatusCall): ProviderStatus | Promise<ProviderStatus>;
  /**
   * Finds the customer of a `create` whose outcome is unknown, where `repeat` is `"never"`: the customer, all that it
   * may be, or `null` if it is certain that there is none. Then `create` is called again. Only one with the same `reference`
   * is the person's; one without any is a `conflict`, because everybody can give its email address.
   */
  find?:
    | ((call: FindCall) => FoundCustomer | readonly FoundCustomer[] | null | Promise<FoundCustomer | readonly FoundCustomer[] | null>)
    | undefined;
  /** Its webhooks. */
  webhook?:
    | {
        /** Verifies a delivery, and says what it means; `undefined` if it does not matter. */
        verify(delivery: Delivery): ProviderEvent | undefined | Promise<ProviderEvent | undefined>;
      }
    | undefined;
  /** What the page says that people should have at hand, as `preparation` returns it for a built-in provider. */
  preparation?:
    | {
        /** For a person. */
        individual?: Preparation | undefined;
        /** For a business. */
        business?: Preparation | undefined;
      }
    | undefined;
}

/**
 * A code of {@link providerError}. `invalid_request` counts as `provider_rejected`. `invalid_config` is a refusal of your
 * settings, such as an unknown level: you hear of it, and people see `unavailable`.
 */
export type ProviderErrorCode =
  | "invalid_config"
  | "invalid_request"
  | "provider_rejected"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "not_supported"
  | "conflict"
  | "rate_limited"
  | "unavailable"
  | "outcome_unknown";

/**
 * Defines a provider of your own.
 *
 * @param definition What the provider is called, what it takes, and its functions.
 * @returns The provider, for `createHandler({ provider })` and `client`.
 * @throws {KycLinkError} `invalid_config` if the definition is wrong
 * @example
 * const acme = defineProvider({
 *   name: "acme",
 *   label: "Acme",
 *   applicant: { individual: ["email"] },
 *   hosts: ["verify.acme.example"],
 *   repeat: "never",
 *   create: ({ reference }) => ({ customerId: reference, kycUrl: `https://verify.acme.example/?user=${reference}` }),
 *   status: () => ({ status: "pending" }),
 * });
 */
export declare function defineProvider(definition: ProviderDefinition): OwnProvider;

/**
 * Makes the operation of a form of your own from the fields of an applicant. A web page may load it: share the fields
 * with the definition of your provider, which has secrets.
 *
 * @param applicant The fields of a person, and of a business.
 * @returns What {@link OwnProvider.operation} is, for `validate`, `schema`, `fieldProps`, `addressFields` and `normalize`.
 * @throws {KycLinkError} `invalid_config` if there is no such field
 * @example
 * const operation = defineOperation({ individual: ["email", "phone?", "address.country"] });
 * const result = validate(operation, applicant);
 */
export declare function defineOperation(applicant: ApplicantFields): OwnOperation;

/**
 * Makes the error that a function throws when the provider refuses. A `create` that ends with `unavailable` after it has
 * sent a request other than GET or HEAD may have been carried out: its outcome is unknown. No text of it is shown.
 *
 * @param error The code, the fields that are wrong, how long to wait, and the provider's own code.
 * @returns The error to throw.
 * @throws {KycLinkError} `invalid_config` if the code is not one of {@link ProviderErrorCode}
 * @example
 * throw providerError({ code: "provider_rejected", issues: [{ path: "phone" }] });
 */
export declare function providerError(error: ProviderErrorOptions): Error;

/** What {@link providerError} takes. */
export interface ProviderErrorOptions {
  /** What has happened. */
  code: ProviderErrorCode;
  /** Which fields of the applicant are wrong. */
  issues?: readonly ProviderIssue[] | undefined;
  /** How long to wait before the next attempt, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The provider's own code, for `onError`: lower-case letters, digits and underscores. Any other is left out. */
  providerCode?: string | undefined;
}

/** A field that the provider refuses. One that an applicant of this type does not have is left out. */
export interface ProviderIssue {
  /** Its name, such as `"phone"` or `"address.city"`. */
  path: string | readonly string[];
}

/** The error that `webhook.verify` throws. */
export interface WebhookRefused extends Error {
  /** Why the delivery is refused. */
  readonly reason: "signature" | "too_old" | "malformed";
}

/**
 * Makes the error that `webhook.verify` throws: the response is 401 without a valid signature, and 400 otherwise.
 *
 * @param reason Why the delivery is refused.
 * @returns The error to throw.
 * @throws {KycLinkError} `invalid_config` if there is no such reason
 * @example
 * if (request.headers.get("x-signature") === null) throw webhookRefused("signature");
 */
export declare function webhookRefused(reason: WebhookRefused["reason"]): WebhookRefused;
