// Loads a language of the page when it is first needed. The names of states are the largest part of it.

import type { Texts } from "../../../module/messages/localized.ts";
import type { Locale } from "../texts/locale.ts";
import { LOADERS } from "./loaders.ts";

type Issues = Texts;

interface Language {
  /** the names of states, by country */
  names: Readonly<Record<string, string>>;
  /** the labels of addresses */
  labels: Readonly<Record<string, string>>;
  issues: Issues;
}

export async function loadLanguage(locale: Locale): Promise<Language> {
  const [names, issues] = await LOADERS[locale]();
  return { names: names.default, labels: names.labels, issues: issues.default };
}
