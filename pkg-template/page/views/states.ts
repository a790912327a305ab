/** The states of a country as a list to choose from. */

import type { CountryData, FormSite } from "./view.js";

/**
 * ISO 3166-2 also lists regions above the counties or provinces that addresses contain. These contain others in CLDR's
 * subdivisionContainment (48.2.0), in countries whose addresses contain only the others in Google's address data.
 */
const ABOVE: Record<string, string> = {
  ES: "AN AR AS CB CL CM CN CT EX GA IB MC MD NC PV RI VC",
  ID: "JW KA ML NU PP SL SM",
  IE: "C L M U",
  IT: "21 25 32 34 36 42 45 52 55 57 62 65 67 72 75 77 78 82 88",
  PH: "01 02 03 05 06 07 08 09 10 11 12 13 14 15 40 41",
};

/** Returns whether every state would be omitted: the provider wants codes, and the country has none. */
export function takesNoState(site: FormSite, country: string): boolean {
  return site.rules.subdivisions(country).length === 0 && wantsCodes(site, country);
}

/** Returns the states sorted by name; `undefined` if people do not choose them from a list. */
export function states(site: FormSite, country: string, names: Readonly<Record<string, string>>): CountryData["states"] {
  const { rules, operation, texts } = site;
  const above = new Set(ABOVE[country]?.split(" "));
  const isAsked = rules.addressFields(country, operation).some(({ field }) => field === "state");
  const all = isAsked ? rules.subdivisions(country, { names }).filter(({ code }) => !above.has(code)) : [];
  const isList = all.length > 0 && (all.every(({ code }) => /^[A-Z]+$/.test(code)) || wantsCodes(site, country));
  if (!isList) return undefined;
  const list = all.map(({ code, name }) => [code, name ?? code] as const);
  return list.sort(([, a], [, b]) => a.localeCompare(b, texts.locale));
}

/** Returns whether the provider requires codes. Where it does not, people write names rather than choose numeric codes. */
function wantsCodes({ rules, operation }: FormSite, country: string): boolean {
  const verdict = rules.validate(operation, { address: { country, state: "a name" } });
  const issues = verdict.ok ? verdict.warnings : [...verdict.issues, ...verdict.warnings];
  return issues.some(({ code }) => code === "state_not_code" || code === "state_omitted");
}
