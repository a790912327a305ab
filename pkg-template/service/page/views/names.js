// What the form asks about a person, and names that the provider may want in Latin letters as well.

import { isListed } from "./asked.js";

/** @import { FormSite } from "./view.js" */

const NAMES = /** @type {const} */ (["firstName", "lastName"]);
/** What the provider may want to know about a person, by what belongs together. */
export const PERSON = [NAMES, /** @type {const} */ (["birthDate"]), /** @type {const} */ (["nationality"])];
export const LATIN_PERSON = /** @type {const} */ (["transliteratedFirstName", "transliteratedMiddleName", "transliteratedLastName"]);
export const LATIN_BUSINESS = "transliteratedBusinessLegalName";
export const LATIN = /** @type {const} */ ([...LATIN_PERSON, LATIN_BUSINESS]);

/**
 * What was entered, as far as it matters here.
 *
 * @typedef {object} Entered
 * @property {unknown} [type]
 * @property {unknown} [firstName]
 * @property {unknown} [lastName]
 * @property {{ legalName?: unknown }} [business]
 */

/**
 * Whether the rules require these names in Latin letters as well.
 *
 * @param {FormSite} site
 * @param {Entered} entered
 */
export function needsLatin({ operation, rules }, { type, firstName, lastName, business }) {
  const names = { type, firstName, lastName, business: { legalName: business?.legalName } };
  const verdict = rules.validate(operation, names, { normalize: true });
  return !verdict.ok && isLatinRefused(verdict.issues);
}

/** @param {readonly import("./view.js").FieldIssue[]} issues */
export const isLatinRefused = (issues) => issues.some(({ path }) => LATIN.some((name) => name === path[0]));

/**
 * Whether the form asks for names: only where their letters matter. The hosted page asks for them everywhere else.
 *
 * @param {FormSite} site
 */
export function asksNames(site) {
  return needsLatin(site, { type: "individual", firstName: "Ж" });
}

/**
 * Returns the fields of a person in groups, and whether the form asks for each group: where the platform requires one of
 * its fields, has refused one, or knows one already. The others are in the form for a refusal that names them, where
 * platforms differ in what they require.
 *
 * @param {FormSite} site
 * @param {(name: string) => boolean} isKnown whether a field has a value or an issue
 */
export function personGroups(site, isKnown) {
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
