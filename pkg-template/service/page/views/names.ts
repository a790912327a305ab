// What the form asks about a person, and names that the provider may want in Latin letters as well.

import { isListed } from "./asked.ts";
import type { FieldIssue, FormSite } from "./view.js";

const NAMES = ["firstName", "lastName"] as const;
/** What the provider may want to know about a person, by what belongs together. */
export const PERSON = [NAMES, ["birthDate"] as const, ["nationality"] as const];
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
export function needsLatin({ operation, rules }: FormSite, { type, firstName, lastName, business }: Entered) {
  const names = { type, firstName, lastName, business: { legalName: business?.legalName } };
  const verdict = rules.validate(operation, names, { normalize: true });
  return !verdict.ok && isLatinRefused(verdict.issues);
}

export const isLatinRefused = (issues: readonly FieldIssue[]) => issues.some(({ path }) => LATIN.some((name) => name === path[0]));

/** Whether the form asks for names: only where their letters matter. The hosted page asks for them everywhere else. */
export function asksNames(site: FormSite) {
  return needsLatin(site, { type: "individual", firstName: "Ж" });
}

/**
 * Returns the fields of a person in groups, and whether the form asks for each group: where the platform requires one of
 * its fields, has refused one, or knows one already. The others are in the form for a refusal that names them, where
 * platforms differ in what they require.
 *
 * @param isKnown whether a field has a value or an issue
 */
export function personGroups(site: FormSite, isKnown: (name: string) => boolean) {
  const { extras, operation, personFields } = site;
  const hasNames = asksNames(site);
  const isOwn = typeof operation !== "string";
  const groups = PERSON.map((all) => {
    const names = all.filter((name) => !isOwn || extras?.has(name) || isListed(site, name));
    const mayRefuse = names.some((name) => site.mayRefuse || extras?.has(name));
    const isWanted = (all === NAMES && hasNames) || names.some((name) => personFields.includes(name) || (isOwn && isListed(site, name)));
    return { names, isAsked: isWanted || (mayRefuse && names.some(isKnown)), mayRefuse };
  });
  return groups.filter(({ names, isAsked, mayRefuse }) => names.length > 0 && (isAsked || mayRefuse));
}
