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

import type { Applicant } from "./common.js";
import type { Page } from "./edge.js";
import type { Locale } from "./locale.js";
import type { PageTexts } from "./page-texts.js";
import type { Html, html, PageSite, PageView, views } from "./page-views.js";

export * from "./page-texts.js";
export * from "./page-views.js";
export type { Locale };

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
  /** The name of your application above the page, if there is no logo. */
  name?: string | undefined;
  /** An image above the page. */
  logo?: Logo | undefined;
  /** Your privacy policy, to which a link above the page leads: a path, or an https URL. */
  privacyUrl?: string | undefined;
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
