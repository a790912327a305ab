// The states of a country as a list to choose from.

import { copyOptions } from "../../../module/copy-options.ts";
import type { CountryData, FieldIssue, FormSite } from "./view.js";

/** What a page says of a state that its list lacks. */
export const UNLISTED: FieldIssue = { code: "state_not_code", path: ["address", "state"], params: {}, message: "" };

/** Returns whether every state would be omitted: the provider wants codes, and the country has none. */
export function takesNoState(site: FormSite, country: string) {
  return site.rules.subdivisions(country).length === 0 && wantsCodes(site, country);
}

/** Returns the states; `undefined` if people do not choose them from a list. */
export function states({ rules, operation }: FormSite, country: string, names: Readonly<Record<string, string>>): CountryData["states"] {
  const fields = rules.addressFields(country, operation, { names });
  const field = fields.find(({ field }) => field === "state");
  return field?.options?.map(({ code, name }) => [code, name ?? code] as const);
}

/** Returns how people write the states of a list. */
export function spellings(
  { subdivisions }: FormSite["rules"],
  country: string,
  states: NonNullable<CountryData["states"]>,
  { names, usual, local }: typeof import("../../../module/names/spellings.ts"),
): NonNullable<CountryData["spellings"]> {
  const english = new Map(subdivisions(country, { names }).map(({ code, name }) => [code, name]));
  const codes = new Set(states.map(([code]) => code));
  const listed = ({ [country]: pairs = "" }: Readonly<Record<string, string>>) =>
    pairs.split("|").filter((pair) => codes.has(pair.split("=")[0]));
  return { names: [...codes].map((code) => english.get(code)).join("|"), usual: listed(usual).join("|"), local: listed(local).join("|") };
}

/** Returns the code of a state that was typed by a name, as the handler finds it, or as the list shows it. */
export function stateCode({ rules, country: data }: FormSite, country: string, text: string) {
  const { states = [], spellings = { names: "", usual: "", local: "" } } = copyOptions(data);
  const codes = states.map(([code]) => code);
  const shown = states.map((state) => state.join("="));
  const table = (pairs: readonly string[]) => ({ [country]: pairs.filter(Boolean).join("|") });
  const { names, usual, local } = spellings;
  return rules.finder(() => ({ alpha2: country, codes: () => codes }), {
    names: table([names]),
    usual: table([usual, ...shown]),
    local: table([local]),
  })(country, text);
}

/** Returns whether the provider requires codes. */
function wantsCodes({ rules, operation }: FormSite, country: string) {
  return ["individual", "business"].some((type) => {
    const verdict = rules.validate(operation, { type, address: { country, state: "a name" } });
    const issues = verdict.ok ? verdict.warnings : [...verdict.issues, ...verdict.warnings];
    return issues.some(({ code }) => code === "state_not_code" || code === "state_omitted");
  });
}
