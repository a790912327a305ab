// The states of a country as a list to choose from.

/**
 * @typedef {import("./view.js").CountryData} CountryData
 * @typedef {import("./view.js").FormSite} FormSite
 */

/**
 * Returns whether every state would be omitted: the provider wants codes, and the country has none.
 *
 * @param {FormSite} site
 * @param {string} country
 */
export function takesNoState(site, country) {
  return site.rules.subdivisions(country).length === 0 && wantsCodes(site, country);
}

/**
 * Returns the states; `undefined` if people do not choose them from a list.
 *
 * @param {FormSite} site
 * @param {string} country
 * @param {Readonly<Record<string, string>>} names
 * @returns {CountryData["states"]}
 */
export function states({ rules, operation }, country, names) {
  const fields = rules.addressFields(country, operation, { names });
  const field = fields.find(({ field }) => field === "state");
  return field?.options?.map(({ code, name }) => /** @type {const} */ ([code, name ?? code]));
}

/**
 * Returns whether the provider requires codes.
 *
 * @param {FormSite} site
 * @param {string} country
 */
function wantsCodes({ rules, operation }, country) {
  const verdict = rules.validate(operation, { address: { country, state: "a name" } });
  const issues = verdict.ok ? verdict.warnings : [...verdict.issues, ...verdict.warnings];
  return issues.some(({ code }) => code === "state_not_code" || code === "state_omitted");
}
