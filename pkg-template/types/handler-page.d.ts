// What a handler and its page have in common.
import type { CustomerStatus, WebhookEvent } from "./core.js";
import type { Config } from "./edge.js";
import type { Authorize } from "./handler-gates.js";
import type { HandlerOptions } from "./handler-options.js";
import type { HandlerProblem, View } from "./handler-status.js";
import type { Locale } from "./locale.js";
import type { ProviderTypes } from "./providers.js";
import type { ProviderName } from "./tables.js";

/** A field of your own in the form. */
export interface OwnField {
  /** What the page shows beside it: a string, or one for each language, of which English is used for all others. */
  label?: string | (Readonly<Partial<Record<Locale, string>>> & Readonly<Record<"en", string>>) | undefined;
  /**
   * `text` has at most 200 characters. A `checkbox` is `true`, or absent.
   *
   * @default "text"
   */
  kind?: "text" | "checkbox" | undefined;
  /**
   * Whether an onboarding needs it: a text, or a tick.
   *
   * @default false
   */
  required?: boolean | undefined;
}

/** The values of the fields in {@link HandlerOptions.ownFields}. What was left empty is absent. */
export type OwnValues = Record<string, string | true>;

/** What {@link HandlerOptions.onEvent} gets: a delivery, or a change that `refresh` of an operator has found. */
export type HandlerEvent =
  | (WebhookEvent & {
      /** A provider has delivered it. */
      source: "webhook";
      /** Read the status from the provider, or from `kind`. */
      status?: undefined;
    })
  | (WebhookEvent & {
      /** A run has asked the provider, or a browser did. The `id` is the same if a run tells it again. */
      source: "refresh";
      /** What the customer is now. */
      status: CustomerStatus;
    });

/** A customer, as {@link HandlerOptions.onCreated} gets it. */
export type CreatedCustomer = { [Name in ProviderName]: Created<Name, ProviderTypes[Name]["created"]> }[ProviderName] | CreatedOwn;

/** A customer of a provider of your own. */
type CreatedOwn = Created<string & {}, Record<"customerId", string> & Partial<Record<"kycLinkId", undefined>>>;

/** What is known of a customer that a provider has just created. */
type Created<Name, Ids> = Ids & {
  /** The provider that has the customer. */
  provider: Name;
  /** The reference with which it was created: yours, from `authorize`, or the handler's own. */
  reference: string;
  /** The values of your own fields, if you have any. They come from the browser. */
  own?: OwnValues;
};

/** What a {@link Page} adds to a handler. */
export interface PageHooks {
  /** Renders a view as HTML. */
  render: (view: View, request: Request) => Promise<string>;
  /** `"address"`: a phone number without `+` is one of the address's country. */
  phoneCountry: "address";
  /** `"frame"`: a person who asks for a link gets a page that frames it, where the provider allows it. */
  present?: "frame";
  /** Replaces the configuration's `authorize`, which it calls. Absent if the configuration has none. */
  authorize?: Authorize;
  /** Finds the code of a state that a person has written as a list of the page shows it, in the page's language. */
  findListedState: (request: Request, country: string, text: string) => Promise<string | undefined>;
  /** Draws text as a QR code: SVG. */
  drawQrCode: (text: string) => string;
  /**
   * Responds to a request, with what the handler does for the page.
   */
  serve: (
    request: Request,
    handler: {
      /** Responds to the handler's own routes. */
      respond: () => Promise<Response>;
      /** Whether a session cookie is this handler's. */
      opens: (cookie: string) => Promise<boolean>;
      /** What the form asks people to accept. */
      agreements: () => Promise<AskedAgreements>;
      /** Whether the login leads to an onboarding. */
      isKnownMember: () => Promise<boolean>;
    },
  ) => Promise<Response>;
}

/** An agreement as a page shows it. */
export interface ShownAgreement {
  /** The provider's word for it. */
  type: string;
  /** The title of the document, in English. */
  title: string;
  /** The version, which a body names to accept it. */
  version: string;
  /** The document: https. */
  url: string;
}

/** The response of `GET /agreements`. */
export interface Agreements {
  /** What a new customer has to accept, or what this browser's customer has not accepted yet. */
  agreements: ShownAgreement[];
}

/** The versions that a person has accepted, by the type of the agreement: `{ LEAD_PRIVACY_POLICY: "V1" }`. */
export type AcceptedAgreements = Readonly<Record<string, string>>;

/** What the form of a page asks people to accept, or why that is not known. */
export type AskedAgreements =
  | (Agreements & {
      /** The agreements are known. */
      problem?: undefined;
    })
  | {
      /** Why the agreements are not known. */
      problem: Pick<HandlerProblem, "status" | "code">;
      /** They are not known. */
      agreements?: undefined;
    };

/** A web page for a handler: what `onboardingPage` of `kyclink/page` returns. */
export type Page = (config: Config) => PageHooks;
