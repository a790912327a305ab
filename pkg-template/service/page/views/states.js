// The states of a country as a list to choose from.

import { copyOptions } from "../../../module/copy-options.js";

/** @import { CountryData, FormSite } from "./view.js" */

/** What a page says of a state that its list lacks. @type {import("./view.js").FieldIssue} */
export const UNLISTED = { code: "state_not_code", path: ["address", "state"], params: {}, message: "" };

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
 * Returns how people write the states of a list.
 *
 * @param {FormSite["rules"]} rules
 * @param {string} country
 * @param {NonNullable<CountryData["states"]>} states
 * @param {typeof import("../../../module/names/spellings.js")} tables
 * @returns {NonNullable<CountryData["spellings"]>}
 */
export function spellings({ subdivisions }, country, states, { names, usual, local }) {
  const english = new Map(subdivisions(country, { names }).map(({ code, name }) => [code, name]));
  const codes = new Set(states.map(([code]) => code));
  /** @param {Readonly<Record<string, string>>} table */
  const listed = ({ [country]: pairs = "" }) => pairs.split("|").filter((pair) => codes.has(pair.split("=")[0]));
  return { names: [...codes].map((code) => english.get(code)).join("|"), usual: listed(usual).join("|"), local: listed(local).join("|") };
}

/**
 * Returns the code of a state that was typed by a name, as the handler finds it, or as the list shows it.
 *
 * @param {FormSite} site
 * @param {string} country
 * @param {string} text
 */
export function stateCode({ rules, country: data }, country, text) {
  const { states = [], spellings = { names: "", usual: "", local: "" } } = copyOptions(data);
  const codes = states.map(([code]) => code);
  const shown = states.map((state) => state.join("="));
  /** @param {readonly string[]} pairs */
  const table = (pairs) => ({ [country]: pairs.filter(Boolean).join("|") });
  const { names, usual, local } = spellings;
  return rules.finder(() => ({ alpha2: country, codes: () => codes }), {
    names: table([names]),
    usual: table([usual, ...shown]),
    local: table([local]),
  })(country, text);
}

/**
 * Returns whether the provider requires codes.
 *
 * @param {FormSite} site
 * @param {string} country
 */
function wantsCodes({ rules, operation }, country) {
  return ["individual", "business"].some((type) => {
    const verdict = rules.validate(operation, { type, address: { country, state: "a name" } });
    const issues = verdict.ok ? verdict.warnings : [...verdict.issues, ...verdict.warnings];
    return issues.some(({ code }) => code === "state_not_code" || code === "state_omitted");
  });
}
