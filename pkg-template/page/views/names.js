// What the form asks about a person, and names that the provider may want in Latin letters as well.

/** @typedef {import("./view.js").FormSite} FormSite */

const NAMES = /** @type {const} */ (["firstName", "lastName"]);
/** What the provider may want to know about a person, by what belongs together. */
const PERSON = [NAMES, /** @type {const} */ (["birthDate"]), /** @type {const} */ (["nationality"])];
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
  const hasNames = asksNames(site);
  const groups = PERSON.map((names) => ({
    names,
    isAsked: (names === NAMES && hasNames) || names.some((name) => site.personFields.includes(name) || (site.mayRefuse && isKnown(name))),
  }));
  return groups.filter(({ isAsked }) => isAsked || site.mayRefuse);
}
