/** The states of a country as options. */

import type { FormSite } from "./view.ts";

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

/** Returns whether a country's addresses have a list of states. */
export function hasStates(site: FormSite, country: string): boolean {
  const asked = site.rules.addressFields(country, site.operation).some(({ field }) => field === "state");
  const all = asked ? codes(site, country) : [];
  return all.length > 0 && (all.every(({ code }) => /^[A-Z]+$/.test(code)) || wantsCodes(site, country));
}

/** Returns whether every state would be omitted: the provider wants codes, and the country has none. */
export function takesNoState(site: FormSite, country: string): boolean {
  return site.rules.subdivisions(country).length === 0 && wantsCodes(site, country);
}

/** Returns the options sorted by name, after an empty one; `undefined` if there is no list or it is not loaded. */
export function states(site: FormSite, country: string): (readonly [string, string])[] | undefined {
  if (!site.names || !hasStates(site, country)) return undefined;
  const list = codes(site, country).map(({ code, name }) => [code, name ?? code] as const);
  return [["", site.texts.form.choose], ...list.sort(([, a], [, b]) => a.localeCompare(b, "en"))];
}

function codes({ names, rules }: FormSite, country: string) {
  const above = new Set(ABOVE[country]?.split(" "));
  return rules.subdivisions(country, names && { names: names.default }).filter(({ code }) => !above.has(code));
}

/** Returns whether the provider requires codes. Where it does not, people write names rather than choose numeric codes. */
function wantsCodes({ rules, operation }: FormSite, country: string): boolean {
  const verdict = rules.validate(operation, { address: { country, state: "a name" } });
  const issues = verdict.ok ? verdict.warnings : [...verdict.issues, ...verdict.warnings];
  return issues.some(({ code }) => code === "state_not_code" || code === "state_omitted");
}
