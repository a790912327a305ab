/** The fields of an address as a country writes it: which, in what order, under what names, and which it cannot do without. */

import { type Field, input, type State } from "./field.ts";
import type { Markup } from "./html.ts";
import type { FormSite } from "./view.ts";

const FIELDS = ["line1", "line2", "city", "state", "postalCode"] as const;

/** Before a country is chosen: all there may be. @param country alpha-2, or nothing */
export function addressFieldsOf(site: FormSite, country: string | undefined): Field[] {
  const { texts, rules, operation } = site;
  const more = (field: string) => (field === "state" || field === "postalCode" ? { autocapitalize: "characters", spellcheck: "false" } : {});
  if (!country) {
    return FIELDS.map((field) => ({
      name: `address.${field}`,
      label: texts.labels[field === "state" ? "anyState" : field]!,
      optional: field === "line2" ? undefined : texts.form.ifCountryHas,
      more: more(field),
    }));
  }
  return rules.addressFields(country, operation).map(({ field, label, inputMode }) => ({
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
  return fields.map((field) => input(site, field, stateOf(field.name), country));
}

/** Whether a country's address has a list to choose from. */
export function hasStates({ rules, operation }: FormSite, country: string): boolean {
  const asked = rules.addressFields(country, operation).some(({ field }) => field === "state");
  const codes = asked ? rules.subdivisions(country) : [];
  return codes.length > 0 && (codes.every(({ code }) => /^[A-Z]+$/.test(code)) || wantsCodes({ rules, operation }, country));
}

/** Codes that are numbers are nobody's words: people choose from them only where the provider wants nothing else. */
function wantsCodes({ rules, operation }: Pick<FormSite, "rules" | "operation">, country: string): boolean {
  const verdict = rules.validate(operation, { address: { country, state: "a name" } });
  return !verdict.ok && verdict.issues.some(({ code }) => code === "state_not_code");
}

function states(site: FormSite, country: string): (readonly [string, string])[] | undefined {
  const { names, rules, texts } = site;
  if (!names || !hasStates(site, country)) return undefined;
  const list = rules.subdivisions(country, { names }).map(({ code, name }) => [code, name ?? code] as const);
  return [["", texts.form.choose], ...list.sort(([, a], [, b]) => a.localeCompare(b, "en"))];
}
