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

import type { IssueCode } from "./common.js";
import type { Page } from "./edge.js";

/** A language of the page. */
export type Locale = "en" | "de" | "es" | "fr" | "pt" | "ja" | "ar";

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
  form: Words<
    | "documentTitle"
    | "title"
    | "lead"
    | "who"
    | "individual"
    | "business"
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
  >;
  /** Labels. Those of an address are in `kyclink/names/<locale>`. */
  labels: Words<
    | "type"
    | "email"
    | "phone"
    | "business.legalName"
    | "business.country"
    | "business.taxId"
    | "business.incorporatedOn"
    | "address.country"
    | "anyState"
  >;
  /** `anywhere` before a country is chosen; `inCountry` has `{code}` and `{example}`. */
  phone: Words<"anywhere" | "inCountry">;
  /** Messages that replace those of `kyclink/messages/<locale>`, by issue code. */
  messages: Partial<Record<IssueCode, string>>;
  /** A request failed: why, that nothing is lost, and what to do. */
  failures: Words<"offline" | "unreachable" | "away" | "busy" | "refused" | "ours">;
  contact: Words<"title" | "lead" | "sent" | "wrong" | "done" | "continue"> &
    Record<"email" | "phone", Words<"title" | "send" | "sendThere" | "code" | "correct" | "value" | "confirm">>;
  /** By status, or by next action where that says more. */
  status: Record<
    "none" | "incomplete" | "verify_contact" | "pending" | "approved" | "rejected" | "try_again" | "on_hold" | "unknown",
    Words<"title" | "text">
  >;
  /** Buttons and notes of the status. */
  actions: Words<"open_link" | "verify_contact" | "try_again" | "start" | "restart" | "look" | "updates" | "stale">;
  /** Where the hosted page opens in a new tab, because it sends nobody back. */
  newTab: Words<"title" | "text" | "open" | "renew">;
  /** Continuing on another device: the button, the code and its link, and the page to which the link leads. */
  handoff: Words<"offer" | "scan" | "code" | "link" | "confirmTitle" | "confirmText" | "confirm">;
  errors: Words<"title" | "malformed" | "forbidden" | "missing" | "expired" | "reused" | "reload" | "back">;
}

/** A part of an object, at every level. */
type PartOf<T> = { [Name in keyof T]?: (T[Name] extends object ? PartOf<T[Name]> : T[Name]) | undefined };

/** Colours, font and corners. Each value becomes a CSS custom property. */
export interface Theme {
  /** Buttons and links: a CSS colour, such as `"#0b6e4f"`. */
  accent?: string | undefined;
  /** The background. With it or `text`, the page no longer follows the person's light or dark setting. */
  background?: string | undefined;
  /** The text. */
  text?: string | undefined;
  /** A CSS font family, such as `"Inter, sans-serif"`. */
  font?: string | undefined;
  /** The radius of corners, such as `"4px"`. */
  radius?: string | undefined;
}

/** The options of {@link onboardingPage}. */
export interface PageOptions {
  /**
   * The language, or a function that chooses it for a request.
   *
   * @default the first language in Accept-Language that the page has, else English
   */
  locale?: Locale | ((request: Request) => Locale | undefined) | undefined;
  /** Your own texts, by language. What you leave out stays as it is. */
  texts?: { [Name in Locale]?: PartOf<PageTexts> | undefined } | undefined;
  /** Colours, font and corners. */
  theme?: Theme | undefined;
  /** An image above the page: `src` is a path or an https URL. */
  logo?: { src: string; alt: string } | undefined;
  /**
   * Where the scripts and styles are: at the handler, or below a URL where you host the files of {@link assets}.
   *
   * @default "handler"
   */
  assets?: "handler" | (string & {}) | URL | undefined;
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
