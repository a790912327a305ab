// Shows country names in the person's own language if the web page is in another one.

import type { Texts } from "../views/view.js";

export function showRegions(form: HTMLFormElement, { locale }: Texts) {
  const language = ownLanguage();
  if (language === undefined || new Intl.Locale(language).language === new Intl.Locale(locale).language) return;
  const names = new Intl.DisplayNames([language, locale], { type: "region" });
  const order = new Intl.Collator(language);
  for (const select of form.querySelectorAll<HTMLSelectElement>("select[name$=country]")) {
    const [none, ...options] = select.options;
    for (const option of options) option.text = names.of(option.value) ?? option.text;
    options.sort((a, b) => order.compare(a.text, b.text));
    for (const option of options) option.lang = language;
    const { value } = select;
    select.replaceChildren(none, ...options);
    select.value = value;
  }
}

/**
 * Returns the language of the browser; `undefined` if it is none for Intl, such as "en-US@posix" where there is no locale.
 */
function ownLanguage(): string | undefined {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0];
  } catch {
    return undefined;
  }
}
