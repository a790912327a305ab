import type { CustomerType } from "../applicant.ts";
import type { ProviderName } from "../codes.ts";
import type { AnyProviderName } from "./client.ts";

/**
 * A hosted KYC link, to which you send the person.
 *
 * @example
 * const link = await client.createKycLink({ customerId });
 * return Response.redirect(link.kycUrl, 303);
 */
export interface KycLink {
  /** The provider that created the link. */
  provider: ProviderName;
  /** The customer's id at the provider. */
  customerId: string;
  /** The URL of the hosted flow: https, without credentials. A secret: its holder can act as the person. */
  kycUrl: string;
  /** When the link expires: the provider's own RFC 3339 timestamp. */
  expiresAt: string;
  /** When the link expires, in epoch milliseconds. */
  expiresAtMs: number;
  /** The company that runs the hosted flow, such as `"SUMSUB"`. Providers may add values. */
  verificationProvider?: string;
  /** A token for that company's SDK, as an alternative to the link. A secret of the person. */
  token?: string;
}

/**
 * A customer's verification status, the same for all providers.
 *
 * - `incomplete`: the person has not finished the hosted flow.
 * - `pending`: the provider is deciding.
 * - `approved`, `rejected`: the provider has decided.
 * - `expired`: an approval has run out, and a new check is needed.
 * - `on_hold`: the provider has paused the decision.
 * - `unknown`: the provider sent a status that kyclink does not know.
 */
export type CustomerStatus = "incomplete" | "pending" | "approved" | "rejected" | "expired" | "on_hold" | "unknown";

/** Whether an email address or phone number has been confirmed. `unknown`: the provider sent an unknown state. */
export type ContactState = "pending" | "verified" | "unknown";

/** A customer at a provider. */
export interface Customer {
  /** The provider that has the customer. */
  provider: AnyProviderName;
  /** The customer's id at the provider. */
  id: string;
  /** Whether the customer is a person or a company. */
  type: CustomerType;
  /** The customer's email address. */
  email?: string;
  /** The customer's phone number. */
  phone?: string;
  /** The verification status. At SpherePay it is derived from `profiles`. */
  status: CustomerStatus;
  /** The provider's own status. Providers may add values. */
  providerStatus?: string;
  /** The verification profiles that `status` is derived from, at providers that have them. */
  profiles?: Profile[];
  /** The contacts that the provider wants to be confirmed. */
  contactVerification?: {
    /** Whether the email address is confirmed. */
    email?: ContactState;
    /** Whether the phone number is confirmed. */
    phone?: ContactState;
  };
  /** What is still missing, as far as the provider says it. Empty where nothing is known to be missing. */
  requirements: Requirement[];
  /** Which product is open, at a provider that opens several of them one by one; empty elsewhere. */
  capabilities: Capability[];
  /** The types of the agreements that the customer has accepted, if there are any. */
  agreements?: string[];
  /** When the customer was created: the provider's own RFC 3339 timestamp. */
  createdAt?: string;
  /** The provider's response, unchanged. Contains personal data. */
  raw: unknown;
}

/**
 * Something that is still missing, or that stands in the way of the verification. It has no personal data.
 *
 * @example
 * const { requirements } = await client.getCustomer({ customerId });
 * const tasks = requirements.filter(({ who, can }) => who === "person" && can === "act");
 */
export interface Requirement {
  /** What it is about. `other`: something else, or a code that no document lists. */
  kind: "terms" | "contact" | "data" | "document" | "questionnaire" | "owner" | "review" | "other";
  /** Whose turn it is. What the `operator` has to do must not be shown to a person. */
  who: "person" | "owner" | "business" | "provider" | "operator";
  /**
   * What can be done: the named party can `act` now, or only the provider can (`wait`), or the provider says that
   * nothing helps (`final`), or it does not say (`unknown`).
   */
  can: "act" | "wait" | "final" | "unknown";
  /** The provider's word for it, for logs and programs. Providers may add words. Do not show it to a person. */
  code?: string;
  /** The path of the applicant's field that it is about, such as `"address.city"`. */
  field?: string;
  /** The provider's id of the owner or the document that it is about. */
  subject?: string;
  /** The provider's words for the documents of which one will do. Providers may add words. */
  accepts?: string[];
  /** The provider's names of the products or verifications that need it. */
  of?: string[];
  /** The day until which it has to be met, `YYYY-MM-DD`. Absent if it is due now, or if the provider names no date. */
  dueBy?: string;
  /** The same in milliseconds since 1970-01-01 UTC. A day begins at midnight UTC. */
  dueByMs?: number;
  /** The ways of which one is enough, if there are several. */
  anyOf?: Requirement[];
  /** What the person in front of the page can do about it. */
  nextAction: Exclude<NextAction, "none">;
}

/** A product that a provider opens on its own. */
export interface Capability {
  /** The provider's name for it, such as `"base"`. Providers may add names. */
  name: string;
  /** How far it is. */
  status: CustomerStatus;
}

/**
 * What a person can do next, in the response of `GET /status`.
 *
 * - `wait`: nothing; the provider is checking.
 * - `open_link`: open the hosted page, with a link from `POST /links/renew`.
 * - `verify_contact`: confirm an email address or a phone number with a code.
 * - `accept_terms`: accept the provider's terms, with a link from `POST /links/renew`.
 * - `try_again`: open the hosted page again, with a link from `POST /links/renew`.
 * - `contact_support`: only you can help.
 * - `none`: nothing is left to do, or nothing was started.
 */
export type NextAction = "wait" | "open_link" | "verify_contact" | "accept_terms" | "try_again" | "contact_support" | "none";

/** One verification of a customer. Providers may add names and statuses. */
export interface Profile {
  /** The profile's name, such as `"kyc_profile_a"`. */
  name: string;
  /** The profile's status, such as `"approved"`. */
  status: string;
  /** The profile's requirements, by their state. */
  criteria: ProfileCriteria;
}

/** The requirements of a {@link Profile}, by name. Providers may add names. */
export interface ProfileCriteria {
  /** Requirements that are fulfilled. */
  complete: string[];
  /** Requirements that are being checked. */
  pending: string[];
  /** Requirements that are missing. */
  required: string[];
  /** Requirements that were refused. */
  errors: CriterionError[];
}

/** A requirement that was refused. */
export interface CriterionError {
  /** The requirement's name. */
  name: string;
  /** The provider's own message. */
  message: string;
}

/** A link to the provider's terms of service. */
export interface TosLink {
  /** The provider that created the link. */
  provider: ProviderName;
  /** The customer's id at the provider. */
  customerId: string;
  /** The URL of the terms: https, without credentials. A secret: its holder can act as the person. */
  url: string;
  /** When the link expires: the provider's own RFC 3339 timestamp. */
  expiresAt?: string;
}
