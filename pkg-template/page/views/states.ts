/** The states of a country as a list to choose from. */

import type { CountryData, FormSite } from "./view.js";

/** Returns whether every state would be omitted: the provider wants codes, and the country has none. */
export function takesNoState(site: FormSite, country: string): boolean {
  return site.rules.subdivisions(country).length === 0 && wantsCodes(site, country);
}

/** Returns the states; `undefined` if people do not choose them from a list. */
export function states({ rules, operation }: FormSite, country: string, names: Readonly<Record<string, string>>): CountryData["states"] {
  const fields = rules.addressFields(country, operation, { names });
  const field = fields.find(({ field }) => field === "state");
  return field?.options?.map(({ code, name }) => [code, name ?? code] as const);
}

/** Returns whether the provider requires codes. */
function wantsCodes({ rules, operation }: FormSite, country: string): boolean {
  const verdict = rules.validate(operation, { address: { country, state: "a name" } });
  const issues = verdict.ok ? verdict.warnings : [...verdict.issues, ...verdict.warnings];
  return issues.some(({ code }) => code === "state_not_code" || code === "state_omitted");
}
