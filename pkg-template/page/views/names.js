// The names of a person or business, where the provider may want them in Latin letters as well.

/** @typedef {import("./view.js").FormSite} FormSite */

export const PERSON = /** @type {const} */ (["firstName", "lastName"]);
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
  return !verdict.ok && verdict.issues.some(({ path }) => LATIN.some((name) => name === path[0]));
}

/**
 * Whether the form asks for names: only where their letters matter. The hosted page asks for them everywhere else.
 *
 * @param {FormSite} site
 */
export function asksNames(site) {
  return needsLatin(site, { type: "individual", firstName: "Ж" });
}
