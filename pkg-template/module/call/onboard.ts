// Flows of several calls: from an applicant to a link, and the search for a customer whose creation got no response.
// Rust decides what to send next (src/client/onboarding).

import type { ProviderName } from "../codes.ts";
import { copyOptions } from "../copy-options.ts";
import { isKycLinkError } from "../error.ts";
import type { OwnApplicant } from "../form/applicant.ts";
import { checkNormalize, normalize } from "../form/validate.ts";
import { knownOptions } from "../options/known-options.ts";
import type { OnboardOptions } from "../options/options.ts";
import type { Clients, ProviderTypes } from "../providers.js";
import { ONBOARD_OPTIONS } from "../tables.js";
import { ONBOARD, RECONCILE } from "../wasm/calls.ts";
import { freeze } from "../wasm/json.ts";
import { mayCreate, startClock, truthOf } from "./attempts.ts";
import type { Client } from "./client.ts";
import { stateOf } from "./client.ts";
import { checkCallOptions } from "./connect.ts";
import { withKey, withOptions } from "./connection.ts";
import { pairs } from "./headers.ts";
import type { HttpRequest } from "./request.ts";
import { refuseMistake } from "./request.ts";
import { attachRaws } from "./response.ts";
import type { Capability, Customer, CustomerStatus, Requirement } from "./results.ts";
import type { Host } from "./running.ts";
import { drive } from "./running.ts";

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

/** Options of {@link reconcile}: when the request was sent, and those of {@link onboard}. */
export interface ReconcileOptions extends OnboardOptions {
  /** The time before the request was sent, in epoch milliseconds. */
  sentAt: number;
  /** The time at which the error was thrown, in epoch milliseconds. */
  answeredBy: number;
}

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
  /** `true` if it can be opened only once: request another one after the opening. */
  once?: true;
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

/** The level of an applicant and a configuration in a call: they are a part of what a flow begins with. */
const IN_BEGIN = 2;

/** The first and the last moment at which a customer may have been created. */
type Window = { sentAt: number; answeredBy: number };

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
export function onboard<C extends AnyClient | ProviderClient>(
  client: C,
  applicant: ApplicantOf<C>,
  options?: OnboardOptions,
): Promise<OnboardingOf<C>> {
  return runFlow<OnboardingOf<C>>(ONBOARD, { client, applicant, options }).catch((error) => adviseOnPhone(error, options));
}

/** Throws an error again; one about a phone number says how to pass it as people dial it. */
function adviseOnPhone(error: unknown, options: OnboardOptions | undefined): never {
  const isOfPhone = isKycLinkError(error) && error.code === "invalid_request" && error.issues.some(({ code }) => code === "phone_format");
  if (isOfPhone) error.message += ` ${howToDial(copyOptions(options))}`;
  throw error;
}

/** @param options those with which the number was not read */
function howToDial({ normalize: isNormalized, phoneCountry }: Partial<OnboardOptions>) {
  if (isNormalized === true && phoneCountry) {
    return "It is too short for phoneCountry, or not a number: ask for it with + and the country code.";
  }
  const missing = [...(isNormalized === true ? [] : ["normalize: true"]), ...(phoneCountry ? [] : ['phoneCountry: "address"'])];
  return `For a number as people dial it, pass ${missing.join(" and ")}${missing.length === 1 ? ", too" : ""}.`;
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
export async function reconcile<C extends AnyClient | ProviderClient>(
  client: C,
  applicant: ApplicantOf<C>,
  options: ReconcileOptions,
): Promise<Customer | undefined> {
  const [customer, ...others] = await candidates(client, applicant, options);
  return others.length > 0 ? undefined : customer;
}

/** Finds every customer that the request may have created. */
export async function candidates(client: object, applicant: unknown, options: OnboardOptions & Window): Promise<Customer[]> {
  const { sentAt, answeredBy } = copyOptions(options);
  // A missing time must not become 1970, which would match every customer: src/js rejects NaN.
  const whole = (time: unknown, round: (time: number) => number) => (typeof time === "number" ? round(time) : NaN);
  const window = { sentAt: whole(sentAt, Math.floor), answeredBy: whole(answeredBy, Math.ceil) };
  return runFlow(RECONCILE, { client, applicant, options }, window);
}

/**
 * Performs a flow until it has an outcome.
 *
 * @param window the time of the create that is searched
 */
async function runFlow<Outcome>(
  flow: number,
  { client, applicant, options: given }: { client: object; applicant: unknown; options: OnboardOptions | undefined },
  window?: Window,
): Promise<Outcome> {
  const state = stateOf(client);
  const known = knownOptions(given, window ? { ...ONBOARD_OPTIONS, sentAt: 1, answeredBy: 1 } : ONBOARD_OPTIONS);
  const limits = checkCallOptions(known, state);
  const options = window ? known : withKey(state.connection, known);
  const connection = withOptions(state.connection, options);
  const { provider, config } = connection;
  const composite = `${provider}.onboard` as const;
  refuseMistake(composite, applicant);
  const { phoneCountry, idempotencyKey, headers, signal } = options;
  checkNormalize(options.normalize);
  const value = options.normalize === true ? normalize(composite, applicant, { phoneCountry }) : applicant;
  connection.frozenConfig ??= freeze(config, IN_BEGIN);
  const begin = {
    provider: config.definition ?? provider,
    config: connection.frozenConfig,
    options: { idempotencyKey, headers: pairs(headers) },
    applicant: freeze(value, IN_BEGIN),
    ...limits,
    ...window,
  };
  const raws: object[] = [];
  let created: { operation: string; request: HttpRequest } | undefined;
  const onRequest: Host["onRequest"] = (operation, request) => {
    if (mayCreate(operation)) created = { operation, request };
  };
  try {
    const { outcome }: { outcome: Outcome } = await drive(flow, begin, { state, signal, elapsed: startClock(), raws, onRequest });
    attachRaws(outcome, raws);
    return outcome;
  } catch (error) {
    throw truthOf(error, created);
  }
}
