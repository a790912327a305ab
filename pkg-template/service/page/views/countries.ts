// How a country is read, in whichever field it stands: what the application knows of a person may be written in any way.

import { copyOptions } from "../../../module/copy-options.ts";
import type { FormSite } from "./view.js";

/** The fields that are lists of countries. */
const FIELDS = ["address.country", "business.country", "nationality"];

/**
 * Returns the code of a country that is written as its alpha-2 or alpha-3 code, or as its name in the page's language;
 * `undefined` if there is none.
 */
export function countryCode(text: string | undefined, { rules, texts }: Pick<FormSite, "rules" | "texts">): string | undefined {
  const written = text?.normalize("NFKC").trim() ?? "";
  if (written === "") return undefined;
  const code = written.toUpperCase();
  const byCode = rules.countries().find(({ alpha2, alpha3 }) => alpha2 === code || alpha3 === code);
  if (byCode) return byCode.alpha2;
  const { compare } = new Intl.Collator(texts.locale, { sensitivity: "base" });
  return rules.countries({ locale: texts.locale }).find(({ name }) => name !== undefined && compare(name, written) === 0)?.alpha2;
}

/** Returns the values of a form with the countries as codes, which the lists have. */
export function withCountryCodes(values: Partial<Readonly<Record<string, string>>>, site: Pick<FormSite, "rules" | "texts">) {
  const codes = FIELDS.map((name) => [name, countryCode(values[name], site)] as const).filter(([, code]) => code !== undefined);
  return copyOptions({ ...values, ...Object.fromEntries(codes) });
}
