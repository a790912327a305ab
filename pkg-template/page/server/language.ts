/** A language of the page, loaded when it is first asked for: the names of states are the largest part of it. */

import type { Texts as Issues } from "../../messages/localized.js";
import type { Locale } from "../../types/page.js";

export interface Language {
  /** The names of states, by country. */
  names: Readonly<Record<string, string>>;
  /** The labels of addresses. */
  labels: Readonly<Record<string, string>>;
  issues: Issues;
}

type Names = { default: Language["names"]; labels: Language["labels"] };
type Messages = { default: Issues };

/** Written out, because bundlers follow only what is written out. */
const LOADERS: Record<Locale, () => Promise<[Names, Messages]>> = {
  en: () => Promise.all([import("../../names/en.js"), import("../../messages/texts/en.js")]),
  de: () => Promise.all([import("../../names/de.js"), import("../../messages/texts/de.js")]),
  es: () => Promise.all([import("../../names/es.js"), import("../../messages/texts/es.js")]),
  fr: () => Promise.all([import("../../names/fr.js"), import("../../messages/texts/fr.js")]),
  pt: () => Promise.all([import("../../names/pt.js"), import("../../messages/texts/pt.js")]),
  ja: () => Promise.all([import("../../names/ja.js"), import("../../messages/texts/ja.js")]),
  ar: () => Promise.all([import("../../names/ar.js"), import("../../messages/texts/ar.js")]),
};

export async function loadLanguage(locale: Locale): Promise<Language> {
  const [names, issues] = await LOADERS[locale]();
  return { names: names.default, labels: names.labels, issues: issues.default };
}
