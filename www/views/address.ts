/** The address fields of a country: their selection, order and labels, and which are required. */

import { type Field, input, type State } from "./field.ts";
import type { Markup } from "./html.ts";
import { states, takesNoState } from "./states.ts";
import type { FormSite } from "./view.ts";

const FIELDS = ["line1", "line2", "city", "state", "postalCode"] as const;

/** Returns the fields of a country, or every possible field before one is chosen. @param country alpha-2, if chosen */
export function addressFieldsOf(site: FormSite, country: string | undefined): Field[] {
  const { texts } = site;
  const more = (field: string) =>
    field === "state" || field === "postalCode" ? { autocapitalize: "characters", spellcheck: "false" } : {};
  if (!country) {
    return FIELDS.map((field) => ({
      name: `address.${field}`,
      label: texts.labels[field === "state" ? "anyState" : field]!,
      optional: field === "line2" ? undefined : texts.form.ifCountryHas,
      more: more(field),
    }));
  }
  return inOrder(site, country).map(({ field, label, inputMode }) => ({
    name: `address.${field}`,
    label: texts.labels[label] ?? texts.labels[field === "state" ? "anyState" : field]!,
    options: field === "state" ? states(site, country) : undefined,
    more: { ...more(field), inputmode: inputMode },
  }));
}

export function addressRows(site: FormSite, country: string | undefined, stateOf: (name: string) => State): Markup[] {
  const fields = addressFieldsOf(site, country);
  const last = fields.at(-1)!;
  last.more = { ...last.more, enterkeyhint: last.options ? undefined : "go" };
  return fields.map((field) =>
    input(site, field, field.options ? chosen(site, country, stateOf(field.name)) : stateOf(field.name), country),
  );
}

/** Selects the list's option for a state whose name was typed or filled in by the browser. */
function chosen({ names }: FormSite, country: string | undefined, state: State): State {
  const code = country && state.value && names?.subdivisionCode(country, state.value);
  return code ? { ...state, value: code } : state;
}

/**
 * Returns the fields in the country's order. A provider may require a city where the country's addresses have none, and
 * the rules list it last. This moves it between street and state, whether the country starts with the street or, as
 * Japan, ends with it.
 */
function inOrder(site: FormSite, country: string) {
  const { rules, operation } = site;
  const fields = rules.addressFields(country, operation).filter(({ field }) => field !== "state" || !takesNoState(site, country));
  const asked = fields.findIndex(({ field }) => field === "city");
  if (asked < 0 || rules.addressFields(country).some(({ field }) => field === "city")) return fields;
  const [city] = fields.splice(asked, 1);
  const street = fields.findIndex(({ field }) => field === "line1");
  fields.splice(street === 0 ? street + 2 : street, 0, city!);
  return fields;
}
