// The options of the page, checked when it is created.

import { copyOptions } from "../../../module/copy-options.js";
import { misuse } from "../../../module/error.js";
import { knownOptions } from "../../../module/options/known-options.js";
import { checkUrl } from "../../url.js";
import { LOCALES, TEXTS } from "../texts/index.js";
import { checkTheme } from "./theme.js";

/** @import { Locale, PageOptions, PageTexts } from "../../../types/page.js" */

/** @type {Record<keyof PageOptions, 1>} */
const NAMES = { locale: 1, texts: 1, theme: 1, logo: 1, present: 1, assets: 1, prefill: 1, document: 1 };
/** Stands for the page's own origin. */
const HERE = "https://kyclink.invalid";
const WAYS = ["redirect", "tab", "frame"];

/**
 * @typedef {object} Options
 * @property {Locale | ((request: Request) => Locale | undefined) | undefined} locale
 * @property {Record<Locale, PageTexts>} texts
 * @property {ReturnType<typeof checkTheme>} theme
 * @property {{ src: string, alt: string } | undefined} logo
 * @property {string | undefined} logoOrigin the origin of the logo, where it is not our own
 * @property {URL | undefined} assets where the files are, with a slash at the end; `undefined` at the handler
 * @property {PageOptions["prefill"]} prefill
 * @property {PageOptions["document"]} document
 * @property {PageOptions["present"]} present
 */

/**
 * Checks the options; throws `invalid_config` with a message about what to set.
 *
 * @param {PageOptions | undefined} given
 * @returns {Options}
 */
export function check(given) {
  const { locale, texts, theme, logo, present, assets = "handler", prefill, document } = knownOptions(given, NAMES);
  if (locale !== undefined && typeof locale !== "function" && !LOCALES.includes(locale))
    throw misuse(`locale must be one of ${LOCALES.join(", ")}, or a function of the request.`);
  if (present !== undefined && !WAYS.includes(present)) throw misuse(`present must be one of ${WAYS.join(", ")}.`);
  if (document !== undefined && typeof document !== "function") throw misuse("document must be a function of a view and a site.");
  if (prefill !== undefined && typeof prefill !== "function") throw misuse("prefill must be a function of the request.");
  return {
    locale,
    prefill,
    document,
    present,
    texts: mergeTexts(texts ?? {}),
    theme: checkTheme(theme ?? {}),
    ...checkLogo(logo),
    assets: assets === "handler" ? undefined : folderUrl(String(assets)),
  };
}

/**
 * @param {PageOptions["logo"]} logo
 * @returns {Pick<Options, "logo" | "logoOrigin">}
 */
function checkLogo(logo) {
  if (logo === undefined) return { logo: undefined, logoOrigin: undefined };
  const { src, alt } = knownOptions(logo, { src: 1, alt: 1 });
  if (typeof src !== "string" || typeof alt !== "string")
    throw misuse('logo must be { src, alt }: alt says what the image shows, or is "".');
  // Browsers read a backslash as a slash, and skip tabs: a path may name another host.
  const isPath = src.startsWith("/") && URL.canParse(src, HERE) && new URL(src, HERE).origin === HERE;
  return { logo: { src, alt }, logoOrigin: isPath ? undefined : checkUrl("logo.src", src).origin };
}

/**
 * Returns the URL of the folder that has the files.
 *
 * @param {string} text
 */
function folderUrl(text) {
  const url = checkUrl("assets", text);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/**
 * Returns the texts of each language, with the given texts instead of the page's own.
 *
 * @param {NonNullable<PageOptions["texts"]>} given
 * @returns {Record<Locale, PageTexts>}
 */
function mergeTexts(given) {
  checkTexts(given, "texts");
  const known = copyOptions(given);
  const unknown = Object.keys(known).find((locale) => !(/** @type {readonly string[]} */ (LOCALES).includes(locale)));
  if (unknown !== undefined) throw misuse(`texts has no language ${JSON.stringify(unknown)}: it has ${LOCALES.join(", ")}.`);
  return /** @type {Record<Locale, PageTexts>} */ (
    Object.fromEntries(
      LOCALES.map((locale) => [locale, replaceTexts(TEXTS[locale], known[locale] === undefined ? {} : known[locale], `texts.${locale}`)]),
    )
  );
}

/**
 * @param {unknown} given
 * @param {string} path
 */
function checkTexts(given, path) {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw misuse(`${path} must be an object with texts.`);
}

/**
 * @template {object} Part
 * @param {Part} texts
 * @param {object} given
 * @param {string} path
 * @returns {Part}
 */
function replaceTexts(texts, given, path) {
  checkTexts(given, path);
  const result = /** @type {Record<string, unknown>} */ ({ ...texts });
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
  return /** @type {Part} */ (result);
}
