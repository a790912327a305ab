import type { CustomerStatus } from "../../../module/call/results.ts";
import type { WebhookEvent } from "../../../module/call/webhook.ts";
import type { ProviderName } from "../../../module/codes.ts";
import type { ProviderTypes } from "../../../module/providers.js";
import type { Locale } from "../../page/texts/locale.ts";
import type { AskedAgreements } from "../agreements.ts";
import type { View } from "../view.ts";
import type { Config } from "./config.ts";
import type { Authorize } from "./gates.ts";

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
  /** Responds to a request. */
  serve: (
    request: Request,
    handler: {
      /** Responds on a route of the handler's own. */
      respond: () => Promise<Response>;
      /** Returns whether a session cookie is this handler's. */
      opens: (cookie: string) => Promise<boolean>;
      /** Returns what the form asks people to accept. */
      agreements: () => Promise<AskedAgreements>;
      /** Returns whether the login leads to an onboarding. */
      isKnownMember: () => Promise<boolean>;
    },
  ) => Promise<Response>;
}

/** A web page for a handler: what `onboardingPage` of `kyclink/page` returns. */
export type Page = (config: Config) => PageHooks;
