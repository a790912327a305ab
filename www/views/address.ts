/** The fields of an address as a country writes it: which, in what order, under what names, and which it cannot do without. */

import { type Field, input, type State } from "./field.ts";
import type { Markup } from "./html.ts";
import { states, takesNoState } from "./states.ts";
import type { FormSite } from "./view.ts";

const FIELDS = ["line1", "line2", "city", "state", "postalCode"] as const;

/** Before a country is chosen: all there may be. @param country alpha-2, or nothing */
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

/** A state that was typed by its name, or filled in by the browser, is chosen in the list. */
function chosen({ names }: FormSite, country: string | undefined, state: State): State {
  const code = country && state.value && names?.subdivisionCode(country, state.value);
  return code ? { ...state, value: code } : state;
}

/**
 * A provider may want a city of a country whose addresses have none; the rules name it last. It is less than a state and
 * more than a street, so it stands between them, whether a country writes from the street up or, as Japan, down to it.
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
