/**
 * `kyclink/page`: the onboarding page of a handler.
 *
 * @example
 * ```ts
 * import { createHandler } from "kyclink/edge";
 * import { onboardingPage } from "kyclink/page";
 *
 * const handler = createHandler({ ...config, page: onboardingPage() });
 * ```
 * @module
 */

import type { Applicant, CustomerType, ErrorCode, IssueCode } from "./common.js";
import type { CustomerStatus, Presentation } from "./core.js";
import type { HandlerCode, NextAction, OpenRequirement, Page, ShownAgreement } from "./edge.js";
import type { Issue } from "./form.js";
import type { Locale } from "./locale.js";

export type { Locale };

/**
 * Every {@link Locale}.
 *
 * @example
 * const links = LOCALES.map((locale) => `<a href="/kyc" hreflang="${locale}">${locale}</a>`);
 */
export declare const LOCALES: readonly Locale[];

/** Texts of a part of the page. */
type Words<Names extends string> = Record<Names, string>;

/** All texts of the page in one language. `{partner}` is replaced with the provider's name. */
export interface PageTexts {
  /** The form: its headings, hints and buttons. */
  form: Words<
    | "documentTitle"
    | "title"
    | "lead"
    | "who"
    | "individual"
    | "business"
    | "name"
    | "latin"
    | "latinHint"
    | "contact"
    | "address"
    | "addressHint"
    | "aboutBusiness"
    | "optional"
    | "ifCountryHas"
    | "chooseCountry"
    | "choose"
    | "submit"
    | "sending"
    | "again"
    | "summary"
    | "prefilled"
  >;
  /** Labels. Those of an address are in `kyclink/names/<locale>`. */
  labels: Words<
    | "type"
    | "email"
    | "phone"
    | "firstName"
    | "lastName"
    | "birthDate"
    | "nationality"
    | "transliteratedFirstName"
    | "transliteratedMiddleName"
    | "transliteratedLastName"
    | "transliteratedBusinessLegalName"
    | "business.legalName"
    | "business.country"
    | "business.taxId"
    | "business.incorporatedOn"
    | "business.tradeName"
    | "business.doingBusinessAs"
    | "business.identificationNumber"
    | "business.registrationNumber"
    | "business.description"
    | "business.naicsCode"
    | "business.website"
    | "business.primaryContactFirstName"
    | "business.primaryContactLastName"
    | "address.country"
    | "anyState"
  >;
  /**
   * What to have at hand before the hosted page: what is asked for, what may be, and how long a decision takes. `aged`
   * has `{what}` and `{days}`, `listed` has `{what}` and the `{list}` of what will do; `individual` and `business` have
   * the `{min}` and `{max}` of business days.
   */
  prepare: Words<"title" | "asks" | "mayAsk" | "listed" | "aged" | "oneGo" | "changed" | "individual" | "business">;
  /** Its items, by the `kind` of `preparation`. */
  items: Words<
    | ("photo_id" | "tax_number" | "camera" | "proof_of_address" | "contact" | "questions" | "formation" | "ownership")
    | ("owners" | "control_person" | "tax_document" | "registration_number" | "directors")
  >;
  /** The numbers that `preparation` lists for a tax number. */
  numbers: Words<"ssn" | "itin" | "tax_id" | "passport" | "national_id">;
  /** The documents that `preparation` lists. */
  documents: Words<
    | ("passport" | "national_id" | "drivers_license" | "residence_permit" | "visa" | "state_or_provincial_id")
    | ("military_id" | "consular_id" | "bank_statement" | "utility_bill" | "government_letter" | "lease" | "tax_return")
  >;
  /**
   * `anywhere` before a country is chosen; `inCountry` has `{code}` and `{example}`; `international` has the `{number}`
   * that is sent.
   */
  phone: Words<"anywhere" | "inCountry" | "international">;
  /** Messages that replace those of `kyclink/messages/<locale>`, by issue code. */
  messages: Partial<Record<IssueCode, string>>;
  /**
   * A request failed: why, that nothing is lost, and what to do. `limited` takes the place of `busy` where the time is
   * known after which a request is allowed again: it has that `{time}`. `cookies` is for a button below a link, in a
   * browser that keeps no cookies.
   */
  failures: Words<"offline" | "unreachable" | "away" | "busy" | "limited" | "cookies" | "refused" | "taken" | "ours">;
  /** Confirming contacts with codes; `email` and `phone` have what differs between them. */
  contact: Words<"title" | "lead" | "sent" | "wrong" | "done" | "continue"> &
    Record<"email" | "phone", Words<"title" | "send" | "sendThere" | "code" | "correct" | "value" | "confirm">>;
  /**
   * By status, or by next action where that says more; `business` is for an approved one, `open` and `due` for who is
   * approved and has to do something now or later,
   * `final` for a refusal that a second attempt does not change.
   */
  status: Record<
    | (
        | "none"
        | "incomplete"
        | "verify_contact"
        | "accept_terms"
        | "pending"
        | "approved"
        | "business"
        | "open"
        | "due"
        | "rejected"
        | "try_again"
        | "final"
      )
    | ("expired" | "on_hold" | "contact_support" | "unknown"),
    Words<"title" | "text">
  >;
  /**
   * What is still missing: by kind, or `final`, `unknown`, `unlisted` and `owner` where these say more. `until` has the `{date}` and
   * the `{text}` of what has a date.
   */
  requirements: Words<"title" | "until" | "final" | "unknown" | "unlisted" | OpenRequirement["kind"]>;
  /** Buttons and notes of the status. */
  actions: Words<
    "open_link" | "verify_contact" | "accept_terms" | "try_again" | "new_check" | "start" | "restart" | "look" | "updates" | "stale"
  >;
  /** What people accept: `accept` has the `{title}` of a document, and `required` stands beside one that is not accepted. */
  agreements: Words<"title" | "lead" | "accept" | "required">;
  /** Shown if the hosted page opens in a new tab, because it does not send the person back. */
  newTab: Words<"title" | "text" | "open" | "renew">;
  /**
   * Around the frame with the hosted page: the leads of the check and of the terms, what to do if it stays empty, the
   * link to a new tab, the way to the result, and what to do if the camera is refused.
   */
  frame: Words<"check" | "terms" | "help" | "open" | "done" | "camera">;
  /** Shown in the browser of another app: on the form, and `check` beside the link to the hosted page. */
  inApp: Words<"title" | "text" | "check">;
  /**
   * Continuing on another device: the button, the code and its link, the button for a new code, and the page to which
   * the link leads. `resumeText` takes the place of `confirmText` for a link that an operator made. `compareHere` and
   * `compareThere` have the `{number}` that both devices show, `madeBy` the `{browser}` that made the link and the
   * `{time}`, `givesUp` the `{date}` on which the onboarding began that this browser would give up.
   */
  handoff: Words<
    | "offer"
    | "scan"
    | "code"
    | "link"
    | "again"
    | "compareHere"
    | "confirmTitle"
    | "confirmText"
    | "resumeText"
    | "compareThere"
    | "madeBy"
    | "someBrowser"
    | "givesUp"
    | "giveUp"
    | "confirm"
    | "elsewhere"
    | "takeBack"
  >;
  /** Ending the session of this browser: the button, and what it is for. */
  session: Words<"hint" | "end">;
  /** Problems of a request, by what the person can do about them. */
  errors: Words<"title" | "malformed" | "forbidden" | "missing" | "expired" | "gone" | "reused" | "locked" | "reload" | "back">;
}

/** A part of an object, at every level. */
type PartOf<T> = { [Name in keyof T]?: (T[Name] extends object ? PartOf<T[Name]> : T[Name]) | undefined };

/** Colours, font and corners. Each value becomes a CSS custom property. */
export interface Theme {
  /** Buttons and links: a CSS colour, such as `"#0b6e4f"` or `"navy"`. */
  accent?: string | undefined;
  /** The text on the accent. @default white */
  accentText?: string | undefined;
  /** The background. With it or `text`, the page no longer follows the person's light or dark setting: see `scheme`. */
  background?: string | undefined;
  /** The text. */
  text?: string | undefined;
  /**
   * Whether the page is always light or always dark. Without it, the page follows the person's setting; with `background`
   * or `text`, it is light.
   */
  scheme?: "light" | "dark" | undefined;
  /** A CSS font family, such as `"Inter, sans-serif"`. */
  font?: string | undefined;
  /** The radius of corners, such as `"4px"`. */
  radius?: string | undefined;
}

/** The options of {@link onboardingPage}. */
export interface PageOptions {
  /**
   * The language, or a function that chooses it for a request. If it throws, the default counts, and `onError` gets the
   * error.
   *
   * @default the first language in Accept-Language that the page has, else English
   */
  locale?: Locale | ((request: Request) => Locale | undefined) | undefined;
  /** Your own texts, by language. What you leave out stays as it is. */
  texts?: { [Name in Locale]?: PartOf<PageTexts> | undefined } | undefined;
  /** Colours, font and corners. */
  theme?: Theme | undefined;
  /** An image above the page. */
  logo?: Logo | undefined;
  /**
   * How the hosted pages are shown: in the same tab, in a new one, or in a frame of the page. Where a provider does not
   * let its page be framed, `"frame"` opens a new tab.
   *
   * @default "redirect" if `redirectUri` is set and the provider sends people back, otherwise "tab"
   */
  present?: "redirect" | "tab" | "frame" | undefined;
  /**
   * Where the scripts and styles are: at the handler, or below a URL where you host the files of {@link assets}.
   *
   * @default "handler"
   */
  assets?: "handler" | (string & {}) | URL | undefined;
  /**
   * Returns what you know of the person who has sent this request for the form, to be checked and completed. Take it
   * from your own session, as `authorize` does, and never from the URL. If it throws, the form is empty, and `onError`
   * gets the error.
   */
  prefill?: ((request: Request) => Prefill | undefined | Promise<Prefill | undefined>) | undefined;
  /**
   * A document of your own around the parts in {@link views}. Return what {@link html} makes.
   *
   * @default the page's own document
   */
  document?: ((view: PageView, site: PageSite) => Html) | undefined;
}

/** What is known of an applicant, and of the own fields in which people write. */
export type Prefill = Known<Omit<Applicant, "address" | "business">> & {
  /** What is known of the address. */
  address?: Known<Applicant["address"]> | undefined;
  /** What is known of the business. */
  business?: Known<NonNullable<Applicant["business"]>> | undefined;
  /** Values of the fields in `ownFields`. Only the person can tick a checkbox. */
  own?: Readonly<Record<string, string>> | undefined;
};

/** Some of the members. */
type Known<Whole> = { readonly [Name in keyof Whole]?: Whole[Name] | undefined };

/** An image above the page. */
export interface Logo {
  /** Where the image is: a path or an https URL. */
  src: string;
  /** The text for those who do not see the image. */
  alt: string;
}

/** Markup: what {@link html} and {@link views} make. */
export interface Html {
  /** The markup as a string. */
  readonly text: string;
  /** Returns the markup. */
  toString(): string;
}

/**
 * What a person is shown. Each part of {@link views} takes one, and {@link PageOptions.document} gets it.
 *
 * - `form`: the form, empty or with what was entered and what is wrong with it.
 * - `verify_contact`: the contacts to confirm with codes.
 * - `status`: the status; `kycUrl` and `termsUrl` are links that have just been requested and open in a new tab.
 * - `handoff`: the link that continues on another device, or the page to which it leads.
 * - `error`: a problem, such as a page that does not exist.
 */
export type PageView =
  | {
      /** The form. */
      kind: "form";
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
      /** What went wrong with the form as a whole. */
      notice?: string;
      /** Whether `values` are those of {@link PageOptions.prefill}, which the person should check. */
      isPrefilled?: boolean;
      /** What the person has to accept. */
      agreements?: readonly ShownAgreement[];
    }
  | {
      /** What a customer has not accepted yet. */
      kind: "agreements";
      /** The agreements. */
      agreements?: readonly ShownAgreement[];
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
    }
  | {
      /** Contacts to confirm. */
      kind: "verify_contact";
      /** Empty if it is not known which are unconfirmed. */
      channels?: readonly ("email" | "phone")[];
      /** `link` once everything is confirmed, `confirm` once a code was sent. */
      next?: "verify_contact" | "confirm" | "link";
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
      /** What went wrong, if it is not about a single field. */
      notice?: string;
    }
  | {
      /** The verification status. */
      kind: "status";
      /** The customer's status; `none` without a customer. */
      status: CustomerStatus | "none";
      /** What the person can do next. */
      nextAction: NextAction;
      /** Whether it is about a person or a business, if that is known. */
      type?: CustomerType | undefined;
      /** A link that has just been created, where the hosted page opens in a new tab. */
      kycUrl?: string;
      /** When that link expires, RFC 3339. */
      expiresAt?: string | undefined;
      /** A link to the provider's terms, which open in a new tab. */
      termsUrl?: string;
      /** The page on which the person accepts agreements, where `nextAction` leads to it. */
      agreementsUrl?: string | undefined;
      /** How one of these links may be shown. With a `frame`, the page shows it in one, and its policy allows that. */
      presentation?: Presentation | undefined;
      /** Why the provider refused, in words that the person may see. */
      reasons?: readonly string[] | undefined;
      /** What is still missing. */
      requirements?: readonly OpenRequirement[] | undefined;
      /** Whether the onboarding was handed over to another device, which has it, too. */
      otherDevice?: boolean | undefined;
      /** Whether it was handed over to this browser, which then cannot hand it on. */
      handedOver?: boolean | undefined;
    }
  | {
      /** Continuing on another device. */
      kind: "handoff";
      /** The link for another device; missing on the page to which it leads. */
      url?: string;
      /** Its QR code. */
      svg?: string;
      /** A number of two digits that both devices show; null if an operator made the link. */
      compare?: number | null;
      /** When the link was made, RFC 3339. */
      madeAt?: string;
      /** The browser that made it. */
      browser?: string | null;
      /** When the onboarding began that this browser would give up, RFC 3339; missing or null if there is none. */
      givenUpAt?: string | null;
    }
  | {
      /** A problem. */
      kind: "error";
      /** What is wrong. */
      problem?: PageProblem;
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
    };

/** What is wrong with a request. */
export interface PageProblem {
  /** The HTTP status. */
  status: number;
  /** The code of the handler or of the error. */
  code: HandlerCode | ErrorCode;
  /** What to change in the configuration. Only a handler whose `allowedOrigins` are all on the same machine says so. */
  advice?: string;
}

/** An issue, of which a page needs no pointer. */
export type PageIssue = Pick<Issue, "code" | "path" | "params" | "message">;

/** A {@link PageView} of one kind. */
type ViewOf<Kind extends PageView["kind"]> = Extract<PageView, Record<"kind", Kind>>;

/** The texts of a page, in one language. */
export interface SiteTexts extends PageTexts {
  /** The language. */
  readonly locale: Locale;
}

/** What the parts in {@link views} are rendered from. The page makes it; these members are for a document of your own. */
export interface PageSite {
  /** The path of the handler, without a slash at the end. */
  readonly base: string;
  /** The provider's name for people. */
  readonly partner: string;
  /** Whether the hosted page opens in a new tab, because it does not send the person back. */
  readonly newTab: boolean;
  /** Whether this is the browser of another app, where cameras often do not work. */
  readonly inApp: boolean;
  /** The texts in the person's language. */
  readonly texts: SiteTexts;
}

/**
 * Creates the onboarding page: form, contact codes, status and errors. It works without JavaScript.
 *
 * @param options Language, texts, design and where the files are.
 * @returns The `page` option of `createHandler`.
 * @throws {KycLinkError} `invalid_config` if an option is invalid
 * @example
 * const page = onboardingPage({ theme: { accent: "#0b6e4f" }, logo: { src: "/logo.svg", alt: "Example" } });
 */
export declare function onboardingPage(options?: PageOptions): Page;

/**
 * The page's scripts and styles by file name, for a static host of your own. The names contain a hash of the contents.
 *
 * @example
 * for (const [name, contents] of Object.entries(assets)) await writeFile(`public/${name}`, contents);
 */
export declare const assets: Readonly<Record<string, string>>;

/**
 * Makes markup from a template literal. Values are escaped, except markup. Lists are joined; `undefined` and `false`
 * are left out.
 *
 * @example
 * const greeting = html`<h1>${texts.status.approved.title}</h1>`;
 */
export declare function html(strings: TemplateStringsArray, ...values: unknown[]): Html;

/**
 * The parts of the page, for a document of your own.
 *
 * @example
 * const page = onboardingPage({
 *   document: (view, site) => html`<!doctype html>
 * <html${views.root(site)}>
 * <head>${views.head(view, site)}${views.styles(site)}${views.script(site)}</head>
 * <body><nav><a href="/">Home</a></nav><main>${views.content(view, site)}</main></body>
 * </html>`,
 * });
 */
export declare const views: {
  /** The attributes of `<html>`: language, direction, and what the script needs. Begins with a space. */
  root(site: PageSite): Html;
  /** For `<head>`: encoding, viewport, title and icon. */
  head(view: PageView, site: PageSite): Html;
  /** For `<head>`: the style sheets, the one of the theme among them. Leave it out to write your own. */
  styles(site: PageSite): Html;
  /** For `<head>`: the script. Leave it out, and everything works without JavaScript. */
  script(site: PageSite): Html;
  /** The logo, if the page has one. */
  logo(site: PageSite): Html;
  /** For `<main>`: the view, whatever its kind. */
  content(view: PageView, site: PageSite): Html;
  /** For `<main>`: the form. */
  form(view: ViewOf<"form">, site: PageSite): Html;
  /** For `<main>`: the contacts to confirm with codes. */
  contact(view: ViewOf<"verify_contact">, site: PageSite): Html;
  /** For `<main>`: the status, and what the person can do. */
  status(view: ViewOf<"status">, site: PageSite): Html;
  /** For `<main>`: an error. */
  error(view: ViewOf<"error">, site: PageSite): Html;
};
