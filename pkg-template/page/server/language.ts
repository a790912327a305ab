/** Loads a language of the page when it is first needed. The names of states are the largest part of it. */

import type { Texts as Issues } from "../../messages/localized.js";
import type { Locale } from "../../types/page.js";
import { LOADERS } from "./loaders.js";

export interface Language {
  /** The names of states, by country. */
  names: Readonly<Record<string, string>>;
  /** The labels of addresses. */
  labels: Readonly<Record<string, string>>;
  issues: Issues;
}

export async function loadLanguage(locale: Locale): Promise<Language> {
  const [names, issues] = await LOADERS[locale]();
  return { names: names.default, labels: names.labels, issues: issues.default };
}
