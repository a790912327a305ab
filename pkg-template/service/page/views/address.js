// The fields of a country's addresses: their order, their labels, and which of them are required.

import { isListed } from "./asked.js";
import { input } from "./field.js";
import { message } from "./issues.js";
import { stateCode, takesNoState, UNLISTED } from "./states.js";

/**
 * @import { Field, State } from "./field.js"
 * @import { Markup } from "./html.js"
 * @import { FormSite } from "./view.js"
 */

const FIELDS = /** @type {const} */ (["line1", "line2", "city", "state", "postalCode"]);

/**
 * Returns the fields of a country's addresses, or all fields before a country is chosen.
 *
 * @param {FormSite} site
 * @param {string | undefined} country alpha-2
 * @returns {Field[]}
 */
export function addressFieldsOf(site, country) {
  const { texts } = site;
  /** @param {string} field */
  const more = (field) => (field === "state" || field === "postalCode" ? { autocapitalize: "characters", spellcheck: "false" } : {});
  if (!country) {
    const listed = FIELDS.filter((field) => isListed(site, `address.${field}`) || site.extras?.has(`address.${field}`));
    return listed.map((field) => ({
      name: `address.${field}`,
      label: field === "state" ? texts.labels.anyState : texts.addressLabels[field],
      optional: field === "line2" || !isListed(site, "address.country") ? undefined : texts.form.ifCountryHas,
      more: more(field),
    }));
  }
  return inOrder(site, country).map((entry) => {
    const { field, label, inputMode } = entry;
    const { states } = site.country ?? {};
    return {
      name: `address.${field}`,
      label: texts.addressLabels[label] ?? texts.labels.anyState,
      options: field === "state" && states ? [["", texts.form.choose], ...states] : undefined,
      more: { ...more(field), inputmode: inputMode },
    };
  });
}

/**
 * @param {FormSite} site
 * @param {string | undefined} country
 * @param {(name: string) => State} stateOf
 * @returns {Markup[]}
 */
export function addressRows(site, country, stateOf) {
  const fields = addressFieldsOf(site, country);
  const last = fields.at(-1);
  if (last) last.more = { ...last.more, enterkeyhint: last.options ? undefined : "go" };
  return fields.map((field) => {
    const state = stateOf(field.name);
    const typed = state.value?.trim();
    if (!country || !field.options || !typed) return input(site, field, state, country);
    const value = stateCode(site, country, typed) ?? typed;
    if (field.options.some(([code]) => code === value)) return input(site, field, { ...state, value }, country);
    // What is not in the list stays, with a message, and is sent as it is.
    const [options, more] = [[...field.options, /** @type {const} */ ([typed, typed])], { ...field.more, "data-unlisted": typed }];
    return input(site, { ...field, options, more }, { warning: message(UNLISTED, site.texts), ...state }, country);
  });
}

/**
 * Returns the fields in the country's order. A provider may require a city although the country's addresses have none,
 * and the rules then list it last: it belongs between street and state, whether a country writes the street first or,
 * as Japan, last.
 *
 * @param {FormSite} site
 * @param {string} country
 */
function inOrder(site, country) {
  const { rules, operation } = site;
  const fields = rules.addressFields(country, operation).filter(({ field }) => field !== "state" || !takesNoState(site, country));
  const position = fields.findIndex(({ field }) => field === "city");
  if (position < 0 || rules.addressFields(country).some(({ field }) => field === "city")) return fields;
  const [city] = fields.splice(position, 1);
  const street = fields.findIndex(({ field }) => field === "line1");
  fields.splice(street === 0 ? street + 2 : street, 0, city);
  return fields;
}
