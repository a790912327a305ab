import type { CustomerType } from "../../module/applicant.ts";
import type { Capability, CustomerStatus, NextAction, Requirement } from "../../module/call/results.ts";
import type { OwnApplicant } from "../../module/form/applicant.ts";

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

/** What `token` gets. */
export interface TokenCall extends ProviderCall {
  /** The customer. */
  customerId: string;
  /** The reference that `create` got, if it is known. */
  reference?: string;
}

/** What `status` gets. */
export interface StatusCall extends ProviderCall {
  /** The customer. */
  customerId: string;
  /**
   * The latest status that is known, from an event or an earlier call: return it where your provider's events say more than
   * its API, and the API does not contradict them.
   */
  known?: CustomerStatus;
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
  /** Whether it can be opened only once. Such a link is never stored: whoever comes again gets another one, or the status. */
  once?: boolean | undefined;
  /** What an SDK of the provider needs. */
  token?: string | undefined;
}

/** A token for an app. Make a new one at each call: it is not stored. */
export interface ProviderToken {
  /** What the SDK of the provider takes: at most 8,192 characters. */
  token: string;
  /** What it takes beside the token, such as the id of a session: at most 200 characters. */
  id?: string | undefined;
  /** When the token expires, if it does: an RFC 3339 timestamp with an offset, a Date, or epoch milliseconds. */
  expiresAt?: string | Date | number | undefined;
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
  kind?: Requirement["kind"] | undefined;
  /** Who has to do something. Default: `"person"`. */
  who?: Requirement["who"] | undefined;
  /** What can be done. Default: `"act"`. */
  can?: Requirement["can"] | undefined;
  /** The provider's own word: lower-case letters, digits and underscores. */
  code?: string | undefined;
  /** Until when: `YYYY-MM-DD`. */
  dueBy?: string | undefined;
  /** What the page leads to. Default: what `who` and `can` imply. */
  nextAction?: Exclude<NextAction, "none"> | undefined;
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
  /**
   * Why the provider has refused, in words that the person may see while the status is `rejected` or `incomplete`: texts of
   * at most 2,000 characters, of which the first ten are shown, 500 characters each. `onEvent` gets them, too.
   */
  reasons?: readonly string[] | undefined;
  /**
   * The same in the provider's codes, for you alone: `onEvent` and `find` of an operator have them, and no response to a
   * browser. Each has at most 64 letters, digits and `_.:/-`; the first twenty are stored.
   */
  operatorReasons?: readonly string[] | undefined;
}

/** A customer that a lost `create` may have made. */
export interface FoundCustomer {
  /** The id of the customer. */
  customerId: string;
  /**
   * The reference that its `create` got, as the provider says it: never that of the call, which says nothing about the
   * customer. Without it, the customer is nobody's.
   */
  reference?: string | undefined;
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

/** The error that `webhook.verify` throws. */
export interface WebhookRefused extends Error {
  /** Why the delivery is refused. */
  readonly reason: "signature" | "too_old" | "malformed";
}
