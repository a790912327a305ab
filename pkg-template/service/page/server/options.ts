// The options of the page, checked when it is created.

import { copyOptions } from "../../../module/copy-options.ts";
import { misuse } from "../../../module/error.ts";
import { knownOptions } from "../../../module/options/known-options.ts";
import { hasUnseen } from "../../as-copied.ts";
import { checkUrl } from "../../url.ts";
import { LOCALES, TEXTS } from "../texts/index.ts";
import type { Locale } from "../texts/locale.ts";
import type { PageTexts } from "../texts/page-texts.ts";
import type { Html } from "../views/html.ts";
import type { PageSite, PageView } from "../views/page-view.ts";
import type { Prefill } from "./prefill.ts";
import type { Theme } from "./theme.ts";
import { checkTheme } from "./theme.ts";

/** A part of an object, at every level. */
type PartOf<T> = { [Name in keyof T]?: (T[Name] extends object ? PartOf<T[Name]> : T[Name]) | undefined };

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
   * Whether the form shows one step at a time, such as the address. `false` shows all fields on one page, as in a browser
   * that runs no scripts.
   *
   * @default true
   */
  steps?: boolean | undefined;
  /**
   * A document of your own around the parts in {@link views}. Return what {@link html} makes.
   *
   * @default the page's own document
   */
  document?: ((view: PageView, site: PageSite) => Html) | undefined;
}

/** An image above the page. */
export interface Logo {
  /** Where the image is: a path or an https URL. */
  src: string;
  /** The text for those who do not see the image. */
  alt: string;
}

const NAMES: Record<keyof PageOptions, 1> = {
  ...{ locale: 1, texts: 1, theme: 1, name: 1, logo: 1, privacyUrl: 1, present: 1, assets: 1, prefill: 1, steps: 1, document: 1 },
};
/** Stands for the page's own origin. */
const HERE = "https://kyclink.invalid";
const WAYS = ["redirect", "tab", "frame"];

export interface Options {
  locale: Locale | ((request: Request) => Locale | undefined) | undefined;
  texts: Record<Locale, PageTexts>;
  theme: ReturnType<typeof checkTheme>;
  name: string | undefined;
  logo: { src: string; alt: string } | undefined;
  privacyUrl: string | undefined;
  /** the origin of the logo, where it is not our own */
  logoOrigin: string | undefined;
  /** where the files are, with a slash at the end; `undefined` at the handler */
  assets: URL | undefined;
  prefill: PageOptions["prefill"];
  document: PageOptions["document"];
  present: PageOptions["present"];
  /** whether the form shows one step at a time */
  steps: boolean;
}

/** Checks the options; throws `invalid_config` with a message about what to set. */
export function check(given: PageOptions | undefined): Options {
  const {
    locale,
    texts,
    theme,
    name,
    logo,
    privacyUrl,
    present,
    assets = "handler",
    prefill,
    document,
    steps = true,
  } = knownOptions(given, NAMES);
  if (locale !== undefined && typeof locale !== "function" && !LOCALES.includes(locale))
    throw misuse(`locale must be one of ${LOCALES.join(", ")}, or a function of the request.`);
  if (present !== undefined && !WAYS.includes(present)) throw misuse(`present must be one of ${WAYS.join(", ")}.`);
  if (name !== undefined && (typeof name !== "string" || name.trim() === "")) throw misuse("name must be a string that is not empty.");
  if (document !== undefined && typeof document !== "function") throw misuse("document must be a function of a view and a site.");
  if (prefill !== undefined && typeof prefill !== "function") throw misuse("prefill must be a function of the request.");
  if (typeof steps !== "boolean") throw misuse("steps must be true or false.");
  return {
    locale,
    prefill,
    steps,
    document,
    present,
    texts: mergeTexts(texts ?? {}),
    theme: checkTheme(theme ?? {}),
    ...checkLogo(logo),
    name,
    privacyUrl: privacyUrl === undefined ? undefined : checkPlace("privacyUrl", privacyUrl).href,
    assets: assets === "handler" ? undefined : folderUrl(String(assets)),
  };
}

function checkLogo(logo: PageOptions["logo"]): Pick<Options, "logo" | "logoOrigin"> {
  if (logo === undefined) return { logo: undefined, logoOrigin: undefined };
  const { src, alt } = knownOptions(logo, { src: 1, alt: 1 });
  if (typeof src !== "string" || typeof alt !== "string")
    throw misuse('logo must be { src, alt }: alt says what the image shows, or is "".');
  return { logo: { src, alt }, logoOrigin: checkPlace("logo.src", src).origin };
}

/** Checks a path or an https URL. Returns the origin of a URL, and what a link to either has. */
function checkPlace(name: string, given: string): { href: string; origin: string | undefined } {
  const text = String(given);
  // Browsers read a backslash as a slash, and skip tabs: a path may name another host.
  const isPath = text.startsWith("/") && !hasUnseen(text) && URL.canParse(text, HERE) && new URL(text, HERE).origin === HERE;
  return { href: text, origin: isPath ? undefined : checkUrl(name, text).origin };
}

/** Returns the URL of the folder that has the files. */
function folderUrl(text: string) {
  const url = checkUrl("assets", text);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** Returns the texts of each language, with the given texts instead of the page's own. */
function mergeTexts(given: NonNullable<PageOptions["texts"]>): Record<Locale, PageTexts> {
  checkTexts(given, "texts");
  const known = copyOptions(given);
  const unknown = Object.keys(known).find((locale) => !LOCALES.some((known) => known === locale));
  if (unknown !== undefined) throw misuse(`texts has no language ${JSON.stringify(unknown)}: it has ${LOCALES.join(", ")}.`);
  return Object.fromEntries(
    LOCALES.map((locale) => [locale, replaceTexts(TEXTS[locale], known[locale] === undefined ? {} : known[locale], `texts.${locale}`)]),
  ) as Record<Locale, PageTexts>;
}

function checkTexts(given: unknown, path: string) {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw misuse(`${path} must be an object with texts.`);
}

function replaceTexts<Part extends object>(texts: Part, given: object, path: string): Part {
  checkTexts(given, path);
  const result = { ...texts } as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const place = `${path}.${name}`;
    const before = Object.hasOwn(result, name) ? result[name] : undefined;
    const isMessage = /^texts\.\w+\.messages$/.test(path);
    if (typeof before === "object" && before !== null && typeof value === "object" && value !== null)
      result[name] = replaceTexts(before, value, place);
    else if (typeof value === "string" && (typeof before === "string" || isMessage)) result[name] = value;
    else throw misuse(`${place} is no text of the page, or not a string.`);
  }
  return result as Part;
}
