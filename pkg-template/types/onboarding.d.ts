// An onboarding in one call: `onboard` and `reconcile`.
import type { Client } from "./calls.js";
import type { OnboardOptions } from "./options.js";
import type { OwnApplicant, OwnOnboarding, ProviderClient } from "./provider.js";
import type { Clients, ProviderTypes } from "./providers.js";
import type { Capability, Customer, Requirement } from "./results.js";
import type { ProviderName } from "./tables.js";

/**
 * The result of {@link onboard}. `Link` is the provider's link.
 *
 * - `link`: send the person to `link.kycUrl`.
 * - `accept_terms`: have the person accept the provider's terms at `url`, then send them to `then.kycUrl`.
 * - `verify_contact`: have the contacts in `channels` confirmed, then call `createKycLink`.
 * - `approved`: the customer is already approved and needs no link.
 */
export type Onboarding<Link = AnyLink> =
  | {
      /** There is a link. */
      kind: "link";
      /** The link, to which you send the person. */
      link: Link;
      /** What the customer still needs; empty where the provider has not said. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    }
  | {
      /** The provider's terms of service must be accepted first. */
      kind: "accept_terms";
      /** Where the person accepts them: https, without credentials. A secret: its holder can act as the person. */
      url: string;
      /** The link, to which you send the person afterwards. */
      then: Link;
      /** What the customer still needs: the terms, and what follows. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    }
  | {
      /** Contacts must be confirmed first. */
      kind: "verify_contact";
      /** The customer's id at the provider. */
      customerId: string;
      /** The contacts that are not confirmed. */
      channels: ("email" | "phone")[];
      /** The same contacts. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    }
  | {
      /** Nothing is left to do. */
      kind: "approved";
      /** The customer's id at the provider. */
      customerId: string;
      /** Nothing. */
      requirements: Requirement[];
      /** Which product is open: no provider says it at this point. */
      capabilities: Capability[];
    };

/** The results of {@link Onboarding} of these kinds. */
export type OnboardingAs<Link, Kinds extends Onboarding["kind"]> = Extract<
  Onboarding<Link>,
  {
    /** One of the kinds. */
    kind: Kinds;
  }
>;

/** The link of any provider. */
export type AnyLink = ProviderTypes[ProviderName]["link"];

/** The results that {@link onboard} has for a client: no provider has all of them. */
export type OnboardingOf<C> = C extends ProviderClient
  ? OwnOnboarding
  : { [Name in ProviderName]: C extends Client<Name> ? ProviderTypes[Name]["onboarding"] : never }[ProviderName];

/** A client of any built-in provider. */
export type AnyClient = Clients[ProviderName];

/** The applicant that {@link onboard} takes for a client. */
export type ApplicantOf<C> = C extends ProviderClient
  ? OwnApplicant
  : { [Name in ProviderName]: C extends Client<Name> ? ProviderTypes[Name]["applicant"] : never }[ProviderName];

/**
 * Creates the customer and the hosted link, with as many requests as the provider needs.
 *
 * @param client A client from `spherepay()`, `grid()` or `bridge()`, or from `client` of `kyclink/provider`.
 * @param applicant The person or business. It is validated first.
 * @param options `deadline` covers all requests together; `normalize` and `phoneCountry` are as in `validate`.
 * @returns The link, or what prevents one.
 * @throws {KycLinkError} `invalid_request` with `issues` on the applicant's paths; for `outcome_unknown`,
 *   call {@link reconcile}, or this function again with the error's `idempotencyKey` if it has one; and the errors of
 *   every request
 * @example
 * const outcome = await onboard(client, applicant);
 * if (outcome.kind === "link") return Response.redirect(outcome.link.kycUrl, 303);
 */
export declare function onboard<C extends AnyClient | ProviderClient>(
  client: C,
  applicant: ApplicantOf<C>,
  options?: OnboardOptions,
): Promise<OnboardingOf<C>>;

/** Options of {@link reconcile}: when the request was sent, and those of {@link onboard}. */
export interface ReconcileOptions extends OnboardOptions {
  /** The time before the request was sent, in epoch milliseconds. */
  sentAt: number;
  /** The time at which the error was thrown, in epoch milliseconds. */
  answeredBy: number;
}

/**
 * Finds the customer created by a request whose response was lost (`outcome_unknown`). Creates nothing.
 *
 * The customer has the applicant's type, email and phone and was created between `sentAt` and `answeredBy` (epoch
 * milliseconds), with a tolerance of 5 seconds.
 *
 * Somebody else may have been onboarded with the same data at the same time: use the customer only for the person whose
 * create was lost, and only once.
 *
 * @param client The client that sent the request.
 * @param applicant The applicant of the lost create. At Grid it needs a `reference`.
 * @param options `sentAt` is the time before the request, `answeredBy` the time of the error. `normalize` and
 *   `phoneCountry` are those of `onboard`.
 * @returns The customer, or `undefined` if there is none or more than one.
 * @throws {KycLinkError} `invalid_request` if the `reference` is missing at Grid; and the errors of every request
 * @example
 * const customer = await reconcile(client, applicant, { sentAt, answeredBy: Date.now() });
 * if (customer) return client.createKycLink({ customerId: customer.id });
 */
export declare function reconcile<C extends AnyClient | ProviderClient>(
  client: C,
  applicant: ApplicantOf<C>,
  options: ReconcileOptions,
): Promise<Customer | undefined>;
