// The data of a form: countries, subdivisions, the attributes of a control.

import type { CountryCode, Names, Subdivision } from "../../types/fields.js";
import type { Country, FieldProps, OwnOperation, PersonField, ReactFieldProps } from "../../types/form.js";
import { misuse } from "../error.ts";
import { knownOptions } from "../options/known-options.ts";
import { adviceOn } from "../options/unknown-option.ts";
import { rowOf } from "../record/record.ts";
import { COUNTRIES, COUNTRY, FIELD_PROPS, SUBDIVISIONS } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import { nameOf } from "./validate.ts";

export type CountryEntry = Omit<Country, "name">;

/**
 * Returns all 249 countries, with their names.
 *
 * With `names`, the names and their order are those of that table: the same in a server, in every browser and in a
 * test. With `locale`, they are the platform's (`Intl.DisplayNames`), which differ between a server and a browser, and
 * between browsers: where both render the same list, as React does, pass `names`. With neither, the names are the
 * platform's English ones, in the order of `alpha2`.
 *
 * @param options `names` or `locale`, not both.
 * @throws {KycLinkError} `invalid_config` if `locale` is not a language tag, or `names` has no names of countries
 * @example
 * import names from "kyclink/names/de";
 * countries({ names })[1]; // { alpha3: "EGY", alpha2: "EG", callingCode: "20", name: "Ägypten" }
 */
export function countries(options?: {
  /** The default export of `kyclink/names/<locale>`. */
  names?: Names | undefined;
  /** The language of the platform's names: a language tag, or a list of them. */
  locale?: string | readonly string[] | undefined;
}): Country[] {
  const { locale, names: table } = knownOptions(options, { locale: 1, names: 1 });
  if (table !== undefined && locale !== undefined) throw misuse("names are of one language: leave out locale.");
  if (table !== undefined) return namedBy(table);
  const names = regionNames(locale === undefined ? "en" : locale);
  const entries: CountryEntry[] = call(COUNTRIES);
  // A country without a name has its code instead.
  const all = entries.map((country) => ({ ...country, name: names.of(country.alpha2) as string }));
  return locale === undefined ? all : sorted(all, locale);
}

/**
 * Returns every country in the order of a table of names. The platform's own names and order are not used, because they
 * are not the same in a server and in a browser.
 */
function namedBy(names: Names) {
  // Not a country: module/names/examples.ts adds this member.
  const { countries: table } = names ?? {};
  if (typeof table !== "string") {
    throw misuse("names must be the default export of kyclink/names/<locale>, not a copy of it: that has no names of countries.");
  }
  const entries: CountryEntry[] = call(COUNTRIES);
  const byCode = new Map(entries.map((country) => [country.alpha2, country]));
  return table.split("|").map((entry) => {
    const country = byCode.get(entry.slice(0, 2)) as CountryEntry;
    return { ...country, name: entry.slice(3) };
  });
}

function regionNames(locale: string | readonly string[]) {
  try {
    return new Intl.DisplayNames(locale, { type: "region" as const });
  } catch (cause) {
    throw misuse("locale must be a language tag or a list of them.", { cause });
  }
}

/** Sorts a list by names in a language, or by codes where there are none. */
export function sorted<T extends { name?: string; code?: string }>(list: T[], locale: string | readonly string[]) {
  const { compare } = new Intl.Collator(locale);
  const key = ({ name, code }: T) => (name ?? code) as string;
  return list.sort((one, other) => compare(key(one), key(other)));
}

/**
 * Returns the ISO 3166-2 codes of a country's states or provinces, without the country: `"AB"`.
 *
 * @param country The country; `undefined`, `null` and `""` have no subdivisions.
 * @param options `names` is the default export of `kyclink/names/en` or of another language; with it, each item has a
 *   `name`.
 * @returns The subdivisions; empty if the country has none.
 * @throws {KycLinkError} `invalid_config` for an unknown country
 * @example
 * import names from "kyclink/names/en";
 * subdivisions("CA", { names })[0]; // { code: "AB", name: "Alberta" }
 */
export function subdivisions(
  country: CountryCode | null | undefined,
  options?: {
    /** The default export of `kyclink/names/<locale>`. */
    names?: Names | undefined;
  },
): Subdivision[] {
  const { names: given } = knownOptions(options, { names: 1 });
  if (!country) return [];
  const { alpha2 }: CountryEntry = call(COUNTRY, country);
  const names = given?.[alpha2]?.split("|");
  const codes: string[] = call(SUBDIVISIONS, country);
  return codes.map((code, at) => (names?.[at] ? { code, name: names[at] } : { code }));
}

/**
 * Returns the attributes of a field's control; `path` is an array or `"a.b"`. React spells `autocomplete` differently.
 */
export function fieldProps(
  operation: string | OwnOperation,
  path: string | readonly string[],
  options: { country?: string | null | undefined; naming: "react"; personFields?: readonly PersonField[] | undefined },
): ReactFieldProps;
export function fieldProps(
  operation: string | OwnOperation,
  path: string | readonly string[],
  options?: { country?: string | null | undefined; naming?: "html" | undefined; personFields?: readonly PersonField[] | undefined },
): FieldProps;
export function fieldProps(
  operation: string | OwnOperation,
  path: string | readonly string[],
  options?: {
    country?: string | null | undefined;
    naming?: "html" | "react" | undefined;
    personFields?: readonly PersonField[] | undefined;
  },
) {
  const { country, naming = "html", personFields } = knownOptions(options, { country: 1, naming: 1, personFields: 1 });
  const steps = typeof path === "string" ? path.split(".") : path;
  const props: FieldProps | undefined = call(FIELD_PROPS, nameOf(operation), steps, country, personFields);
  if (!props) throw misuse(noSuchField(nameOf(operation), String(Array.isArray(steps) ? steps.join(".") : steps)));
  if (naming === "html") return props;
  if (naming !== "react") throw misuse('naming is "html" or "react".');
  const { autocomplete: autoComplete, ...others } = props;
  return { ...others, autoComplete };
}

/** The message about a path that is none of the operation's fields. */
function noSuchField(operation: string, path: string) {
  return `There is no field "${path}" in ${operation}: ${adviceOn(path, rowOf(operation)?.shape.paths() ?? [])}`;
}
