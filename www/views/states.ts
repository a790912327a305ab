/** The list of a country's states. */

import type { FormSite } from "./view.ts";

/**
 * Regions that contain the counties or provinces that addresses use; ISO 3166-2 lists both levels. They are the
 * subdivisions that contain others in CLDR's subdivisionContainment (48.2.0), in the countries for which Google's address
 * data has only the lower level.
 */
const ABOVE: Record<string, string> = {
  ES: "AN AR AS CB CL CM CN CT EX GA IB MC MD NC PV RI VC",
  ID: "JW KA ML NU PP SL SM",
  IE: "C L M U",
  IT: "21 25 32 34 36 42 45 52 55 57 62 65 67 72 75 77 78 82 88",
  PH: "01 02 03 05 06 07 08 09 10 11 12 13 14 15 40 41",
};

/** Whether a country's address form has a list of states. */
export function hasStates(site: FormSite, country: string): boolean {
  const asked = site.rules.addressFields(country, site.operation).some(({ field }) => field === "state");
  const all = asked ? codes(site, country) : [];
  return all.length > 0 && (all.every(({ code }) => /^[A-Z]+$/.test(code)) || wantsCodes(site, country));
}

/** Whether a state could never be sent: the provider accepts only codes, and the country has none. */
export function takesNoState(site: FormSite, country: string): boolean {
  return site.rules.subdivisions(country).length === 0 && wantsCodes(site, country);
}

/** Returns the options by name, with an empty one first; undefined if there is no list or its names have not loaded. */
export function states(site: FormSite, country: string): (readonly [string, string])[] | undefined {
  if (!site.names || !hasStates(site, country)) return undefined;
  const list = codes(site, country).map(({ code, name }) => [code, name ?? code] as const);
  return [["", site.texts.form.choose], ...list.sort(([, a], [, b]) => a.localeCompare(b, "en"))];
}

function codes({ names, rules }: FormSite, country: string) {
  const above = new Set(ABOVE[country]?.split(" "));
  return rules.subdivisions(country, names && { names: names.default }).filter(({ code }) => !above.has(code));
}

/**
 * Whether the provider accepts only codes. People do not know numeric codes, so a country that has them gets a list only
 * then.
 */
function wantsCodes({ rules, operation }: FormSite, country: string): boolean {
  const verdict = rules.validate(operation, { address: { country, state: "a name" } });
  const issues = verdict.ok ? verdict.warnings : [...verdict.issues, ...verdict.warnings];
  return issues.some(({ code }) => code === "state_not_code" || code === "state_omitted");
}
