// The fields of a country's addresses: their order, their labels, and which of them are required.

import { isListed } from "./asked.ts";
import type { Field, State } from "./field.ts";
import { input } from "./field.ts";
import type { Markup } from "./html.ts";
import { message } from "./issues.ts";
import { stateCode, takesNoState, UNLISTED } from "./states.ts";
import type { FormSite } from "./view.js";

const FIELDS = ["line1", "line2", "city", "state", "postalCode"] as const;

/**
 * Returns the fields of a country's addresses, or all fields before a country is chosen.
 *
 * @param country alpha-2
 */
export function addressFieldsOf(site: FormSite, country: string | undefined): Field[] {
  const { texts } = site;
  if (!country) {
    const listed = FIELDS.filter((field) => isListed(site, `address.${field}`) || site.extras?.has(`address.${field}`));
    return listed.map((field) => ({
      name: `address.${field}`,
      label: field === "state" ? texts.labels.anyState : texts.addressLabels[field],
      optional: field === "line2" || !isListed(site, "address.country") ? undefined : texts.form.ifCountryHas,
    }));
  }
  const isUsual = usualFields(site, country);
  return inOrder(site, country).map((entry) => {
    const { field, label, inputMode } = entry;
    const { states } = site.country ?? {};
    return {
      name: `address.${field}`,
      label: texts.addressLabels[label] ?? texts.labels.anyState,
      options: field === "state" && states ? [["", texts.form.choose], ...states] : undefined,
      // A provider may do without what every address in the country has.
      optional: isUsual(field) ? "" : undefined,
      more: { inputmode: inputMode },
    };
  });
}

/** Returns whether the addresses of a country always have a field. */
function usualFields({ rules }: FormSite, country: string) {
  const usual = rules.addressFields(country);
  return (name: string) => usual.some(({ field, required }) => field === name && required);
}

export function addressRows(site: FormSite, country: string | undefined, stateOf: (name: string) => State): Markup[] {
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
    const [options, more] = [[...field.options, [typed, typed] as const], { ...field.more, "data-unlisted": typed }];
    return input(site, { ...field, options, more }, { warning: message(UNLISTED, site.texts), ...state }, country);
  });
}

/**
 * Returns the fields in the country's order. A provider may require a city although the country's addresses have none,
 * and the rules then list it last: it belongs between street and state, whether a country writes the street first or,
 * as Japan, last.
 */
function inOrder(site: FormSite, country: string) {
  const { rules, operation } = site;
  const fields = rules.addressFields(country, operation).filter(({ field }) => field !== "state" || !takesNoState(site, country));
  const position = fields.findIndex(({ field }) => field === "city");
  if (position < 0 || rules.addressFields(country).some(({ field }) => field === "city")) return fields;
  const [city] = fields.splice(position, 1);
  const street = fields.findIndex(({ field }) => field === "line1");
  fields.splice(street === 0 ? street + 2 : street, 0, city);
  return fields;
}
