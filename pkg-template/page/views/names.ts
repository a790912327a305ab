/** The names of a person or business, where the provider may want them in Latin letters as well. */

import type { FormSite } from "./view.js";

export const PERSON = ["firstName", "lastName"] as const;
export const LATIN_PERSON = ["transliteratedFirstName", "transliteratedMiddleName", "transliteratedLastName"] as const;
export const LATIN_BUSINESS = "transliteratedBusinessLegalName";
export const LATIN = [...LATIN_PERSON, LATIN_BUSINESS] as const;

/** What was entered, as far as it matters here. */
interface Entered {
  type?: unknown;
  firstName?: unknown;
  lastName?: unknown;
  business?: { legalName?: unknown };
}

/** Whether the rules require these names in Latin letters as well. */
export function needsLatin({ operation, rules }: FormSite, { type, firstName, lastName, business }: Entered): boolean {
  const names = { type, firstName, lastName, business: { legalName: business?.legalName } };
  const verdict = rules.validate(operation, names, { normalize: true });
  return !verdict.ok && verdict.issues.some(({ path }) => LATIN.some((name) => name === path[0]));
}

/** Whether the form asks for names: only where their letters matter. The hosted page asks for them everywhere else. */
export function asksNames(site: FormSite): boolean {
  return needsLatin(site, { type: "individual", firstName: "Ж" });
}
