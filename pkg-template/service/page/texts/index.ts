// The languages of the web page.

import { keysOf } from "../../../module/keys-of.ts";
import { TEXTS as ALL } from "./all.ts";
import type { Locale } from "./locale.ts";
import type { PageTexts } from "./page-texts.ts";

export const TEXTS: Record<Locale, PageTexts> = ALL;

/**
 * Every {@link Locale}.
 *
 * @example
 * const links = LOCALES.map((locale) => `<a href="/kyc" hreflang="${locale}">${locale}</a>`);
 */
export const LOCALES: readonly Locale[] = Object.freeze(keysOf(TEXTS));

/** Longer than the header of any browser. Limits how much of an untrusted header is read. */
const MAX_LENGTH = 1024;
/** An item of Accept-Language (RFC 9110, section 12.5.4): a language with its subtags, and a weight. */
const ITEM = /^[ \t]*([a-z]{2,3})(?:-[a-z\d-]*)?[ \t]*(?:;[ \t]*q=([01](?:\.\d{0,3})?)[ \t]*)?$/i;

/**
 * Returns the first accepted language that the page has.
 *
 * @param accepted a list of tags as in Accept-Language, in any order
 */
export function acceptedLocale(accepted: string): Locale {
  const items = accepted.slice(0, MAX_LENGTH).split(",");
  const tags = items.flatMap((item) => {
    const [, language, weight = "1"] = ITEM.exec(item) ?? [];
    return language === undefined ? [] : [{ language: language.toLowerCase(), weight: Number(weight) }];
  });
  const sorted = tags.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { language } of sorted) {
    const found = LOCALES.find((locale) => locale === language);
    if (found) return found;
  }
  return "en";
}
