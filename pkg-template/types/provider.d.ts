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

import type { ApplicantFields, CustomerType, OwnApplicant, OwnOperation, Policy } from "./common.js";
import type { Capability, CustomerStatus, Fetch, NextAction, OnboardingAs, Preparation, Requirement } from "./core.js";

export type { ApplicantField, ApplicantFields, OwnApplicant, OwnOperation } from "./common.js";

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
   * The settings on which a status depends, such as a level or a workflow: what was learned under others counts for
   * nothing. People who were approved under one must pass the check of the other.
   */
  scope?: string | undefined;
  /**
   * What makes it safe to call `create` a second time, because it then returns the same customer: the same
   * `reference`, the same `idempotencyKey`, or nothing.
   */
  repeat: "reference" | "key" | "never";
  /** Creates a customer, and a link for it. */
  create(call: CreateCall): CreatedLink | CreatedStatus | Promise<CreatedLink | CreatedStatus>;
  /**
   * Makes another link for a customer. Without it, `create` is called again where `repeat` is `"reference"`; otherwise
   * there is no other link.
   */
  link?: ((call: LinkCall) => ProviderLink | ProviderStatus | Promise<ProviderLink | ProviderStatus>) | undefined;
  /** Returns the status of a customer. */
  status(call: StatusCall): ProviderStatus | Promise<ProviderStatus>;
  /**
   * Finds the customer of a `create` whose outcome is unknown, where `repeat` is `"never"`: the customer, all that it
   * may be, or `null` if it is certain that there is none. Then `create` is called again.
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
 * A `fetch` with the deadline of the call. It needs an https URL (http on loopback), follows no redirect, and reads at
 * most 1 MiB. Its errors name no URL. Let them through: kyclink knows what they mean.
 */
export type ProviderFetch = (url: string | URL, init?: Pick<RequestInit, "method" | "headers" | "body">) => Promise<Response>;

/** What every function gets. */
export interface ProviderCall {
  /** Sends requests. */
  fetch: ProviderFetch;
  /** Aborted when the call is not waited for any more. */
  signal: AbortSignal;
  /** The current time, in epoch milliseconds. */
  now: number;
}

/** What `create` gets. */
export interface CreateCall extends ProviderCall {
  /** The applicant, with the fields of the definition; with its `type` alone if `customerId` is given. */
  applicant: OwnApplicant;
  /** Your own id of the person, or a random one. A person and a business may have the same: return two customers. */
  reference: string;
  /** A random key, the same whenever this `create` is repeated. */
  idempotencyKey?: string;
  /** Where the person goes afterwards. */
  redirectUri?: string;
  /** The customer that already exists, if another link is needed. */
  customerId?: string;
}

/** What `link` gets. */
export interface LinkCall extends ProviderCall {
  /** The customer. */
  customerId: string;
  /** Where the person goes afterwards. */
  redirectUri?: string;
}

/** What `status` gets. */
export interface StatusCall extends ProviderCall {
  /** The customer. */
  customerId: string;
}

/** What `find` gets. */
export interface FindCall extends ProviderCall {
  /** The reference that `create` got. */
  reference: string;
  /** The applicant that `create` got. */
  applicant: OwnApplicant;
  /** The customer was not created before. */
  since: Date;
}

/** A link. */
export interface ProviderLink {
  /** Where the person is sent: an https URL on one of the `hosts`. */
  kycUrl: string | URL;
  /** When the link expires, if it does: an RFC 3339 timestamp with an offset, a Date, or epoch milliseconds. */
  expiresAt?: string | Date | number | undefined;
  /** What an SDK of the provider needs. */
  token?: string | undefined;
}

/** A customer, and its link. */
export interface CreatedLink extends ProviderLink {
  /**
   * The id of the customer: at most 200 letters, digits and `._:@|~+=,-`. A repeated `create` returns the same one: where
   * it may begin another session of the provider, let the id be the `reference`.
   */
  customerId: string;
}

/** A customer who has nothing to open, because the provider knows it already. */
export interface CreatedStatus extends ProviderStatus {
  /** The id of the customer. */
  customerId: string;
}

/** What a customer still needs. */
export interface ProviderRequirement {
  /** What it is. Default: `"other"`. */
  kind?: Requirement["kind"];
  /** Who has to do something. Default: `"person"`. */
  who?: Requirement["who"];
  /** What can be done. Default: `"act"`. */
  can?: Requirement["can"];
  /** The provider's own word: lower-case letters, digits and underscores. */
  code?: string | undefined;
  /** Until when: `YYYY-MM-DD`. */
  dueBy?: string | undefined;
  /** What the page leads to. Default: what `can` implies. */
  nextAction?: Exclude<NextAction, "none">;
}

/** A status. */
export interface ProviderStatus {
  /** The status, in kyclink's words. */
  status: CustomerStatus;
  /** Whether the customer is a person or a company, if the provider says it. */
  type?: CustomerType | undefined;
  /** What is still missing. */
  requirements?: readonly ProviderRequirement[] | undefined;
  /** Which product is open. */
  capabilities?: readonly Capability[] | undefined;
}

/** A customer that a lost `create` may have made. */
export interface FoundCustomer {
  /** The id of the customer. */
  customerId: string;
  /** Whether it is a person or a company, if the provider says it. Default: the applicant's type */
  type?: CustomerType | undefined;
  /** When it was created. With it, only one of the time of the `create` counts. */
  createdAt?: string | Date | number | undefined;
}

/** A webhook as it arrived. */
export interface Delivery {
  /** The raw body. */
  body: Uint8Array<ArrayBuffer>;
  /** The headers. */
  headers: Headers;
  /** The current time, in epoch milliseconds. */
  now: number;
}

/**
 * What a delivery means. `status` is what the customer is, `kind` names the event: one of them must be there. An event
 * with a member that cannot be read, or with the kind of another decision than its status, is refused with 400.
 */
export interface ProviderEvent extends Partial<ProviderStatus> {
  /** The id of the event, the same at every delivery. */
  id: string;
  /**
   * What has happened: `"kyc_approved"` and the like; any other word counts as `"other"`. Default: what follows from
   * `status`
   */
  kind?: string | undefined;
  /** Whether the customer is a person or a company: an event of the other type says nothing about the customer. */
  type?: CustomerType | undefined;
  /** The customer. */
  customerId?: string | undefined;
  /** The reference that `create` got: an event about an older customer of it changes nothing. */
  reference?: string | undefined;
  /** When it occurred: an RFC 3339 timestamp with an offset, a Date, or epoch milliseconds. */
  at?: string | Date | number | undefined;
}

/** A code of {@link providerError}. `invalid_request` counts as `provider_rejected`. */
export type ProviderErrorCode =
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
 * Makes the error that a function throws when the provider refuses. A `create` that ends with `unavailable` may have
 * been carried out: its outcome is unknown. No text of it is shown.
 *
 * @param error The code, the fields that are wrong, and how long to wait.
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

/** A link of a provider of your own, as `onboard` returns it. */
export interface OwnLink {
  /** The name of the provider. */
  provider: string;
  /** The id of the customer. */
  customerId: string;
  /** Where the person is sent. A secret: its holder can act as the person. */
  kycUrl: string;
  /** When the link expires, if it does. */
  expiresAt?: string;
  /** The same in epoch milliseconds. */
  expiresAtMs?: number;
  /** What an SDK of the provider needs. */
  token?: string;
}

/** What `onboard` returns for a provider of your own. */
export type OwnOnboarding =
  | OnboardingAs<OwnLink, "link" | "approved">
  | {
      /** The customer has nothing to open: its status says what is next. */
      kind: "status";
      /** The id of the customer. */
      customerId: string;
      /** The status, which is not `approved`. */
      status: CustomerStatus;
      /** Nothing. */
      requirements: Requirement[];
      /** Nothing. */
      capabilities: Capability[];
    };

/** A client of a provider of your own, for `onboard`. */
export interface ProviderClient {
  /** It has no methods. */
  readonly [clientOfOwn]: true;
}

declare const clientOfOwn: unique symbol;

/** The options of {@link client}. */
export interface ProviderClientOptions {
  /** Replaces the platform's `fetch` in the functions. */
  fetch?: Fetch | undefined;
  /** The time limit of one call of a function, in milliseconds. Default: 30000 */
  timeout?: number | undefined;
  /** The number of retries where a repetition is safe. Default: 2 */
  maxRetries?: number | undefined;
  /** How strictly applicants are validated. Default: `"postal"` */
  policy?: Policy | undefined;
}

/**
 * Makes a client of a provider of your own.
 *
 * @param provider What {@link defineProvider} has returned.
 * @param options The options of its calls.
 * @returns A client that `onboard` takes.
 * @throws {KycLinkError} `invalid_config` if it is not a provider of your own, or an option is wrong
 * @example
 * const outcome = await onboard(client(acme), { type: "individual", email: "jane@example.com", reference: "user-1" });
 */
export declare function client(provider: OwnProvider, options?: ProviderClientOptions): ProviderClient;
