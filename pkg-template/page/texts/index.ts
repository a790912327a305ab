/** The languages of the web page. */

import type { Locale, PageTexts } from "../../types/page.js";
import { ar } from "./ar.js";
import { de } from "./de.js";
import { en } from "./en.js";
import { es } from "./es.js";
import { fr } from "./fr.js";
import { ja } from "./ja.js";
import { pt } from "./pt.js";

export const TEXTS: Record<Locale, PageTexts> = { en, de, es, fr, pt, ja, ar };

export const LOCALES: readonly Locale[] = Object.freeze(Object.keys(TEXTS) as Locale[]);

/** Returns the first accepted language that the page has. @param accepted a list of tags as in Accept-Language, in any order */
export function acceptedLocale(accepted: string): Locale {
  const tags = accepted.split(",").map((part) => {
    const [tag = "", ...params] = part.split(";").map((text) => text.trim().toLowerCase());
    const quality = params.find((param) => param.startsWith("q="));
    return { language: tag.split("-")[0], quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
  });
  const wanted = tags.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const found = LOCALES.find((locale) => locale === language);
    if (found) return found;
  }
  return "en";
}
