// The data of a form: countries, subdivisions, the attributes of a control.

import type { OperationName } from "../codes.ts";
import { rowOf } from "../encoding/encoding.ts";
import { misuse } from "../error.ts";
import { knownOptions } from "../options/known-options.ts";
import { adviceOn } from "../options/unknown-option.ts";
import type { Operations } from "../providers.js";
import { COUNTRIES, COUNTRY, FIELD_PROPS, SUBDIVISIONS } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { OwnOperation } from "./applicant.ts";
import type { PersonField } from "./validate.ts";
import { nameOf } from "./validate.ts";

/** An ISO 3166-1 country code: alpha-2 or alpha-3, in any case. */
export type CountryCode = string;

/** A country, as {@link countries} lists it. */
export interface Country {
  /** ISO 3166-1 alpha-3 code: `"CHE"`. */
  alpha3: string;
  /** ISO 3166-1 alpha-2 code: `"CH"`. Browsers can autofill it. */
  alpha2: string;
  /** Calling code without `+`: `"41"`. Seven territories have none. */
  callingCode?: string;
  /** The name in the language of `names`, or in that of `locale`. */
  name: string;
}

/** A state or province. */
export interface Subdivision {
  /** The ISO 3166-2 code without the country: `"AB"`. */
  code: string;
  /** The name in the language of `names`. */
  name?: string;
}

/** Names of countries, states and provinces: the default export of `kyclink/names/en` or of another language. */
export type Names = Readonly<Record<string, string>>;

/**
 * The fields of an input: names with dots, or lists of names. Any name, if the input's type does not say which it has.
 *
 * @example
 * const path: FieldPath<Applicant> = "address.city";
 */
export type FieldPath<Input> = string extends keyof Input ? string | readonly string[] : Spelled<FieldNames<Input>>;

type Spelled<Names> = Names extends readonly string[] ? Names | Dotted<Names> : never;

/** The names that lead to each field which is not an object. A list of values is one field. */
type FieldNames<Input> = Input extends object ? (Known<Input> extends infer Names ? Names[keyof Names] : never) : never;

type Known<Input> = {
  [Name in keyof Input as string extends Name ? never : Name]-?: Name extends string
    ? readonly [Name, ...NamesWithin<NonNullable<Input[Name]>>]
    : never;
};

type NamesWithin<Value> = Value extends readonly unknown[] ? [] : Value extends object ? FieldNames<Value> : [];

type Dotted<Names extends readonly string[]> = Names extends readonly [infer First extends string, ...infer Rest extends readonly string[]]
  ? Rest extends readonly []
    ? First
    : `${First}.${Dotted<Rest>}`
  : never;

/** HTML attributes of an input. Spread them in React, or set them one by one. */
export interface FieldProps {
  /** The field's path with dots: `"address.city"`. */
  name: string;
  /** The input's type. */
  type: "text" | "email" | "tel" | "url" | "date";
  /** The autofill token. */
  autocomplete: string;
  /** The virtual keyboard. */
  inputMode?: "email" | "tel" | "url" | "numeric";
  /** The maximum number of characters. */
  maxLength?: number;
  /** Whether the field is required. */
  required: boolean;
  /** `true` if the field is required, otherwise absent. */
  "aria-required"?: true;
}

/** The attributes of {@link FieldProps} as React spells them. */
export interface ReactFieldProps extends Omit<FieldProps, "autocomplete"> {
  /** The autofill token. */
  autoComplete: string;
}

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
  const all = entries.map((country) => ({ ...country, name: names.of(country.alpha2) ?? country.alpha2 }));
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
 * Returns the HTML attributes of the input for a field.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param path The field: `"address.city"` or `["address", "city"]`.
 * @param options `country` determines which fields of an address are required; `""` is no country. With
 *   `naming: "react"`, the attributes are the properties of a React element. `personFields` are required of a person.
 * @throws {KycLinkError} `invalid_config` for an unknown operation, field, country or naming
 * @example
 * <input {...fieldProps("spherepay.onboard", "email", { naming: "react" })} />
 */
export function fieldProps<Name extends OperationName>(
  operation: Name,
  path: FieldPath<Operations[Name]["input"]>,
  options: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are the properties of a React element. */
    naming: "react";
    /** Fields of the applicant that your platform requires of a person. */
    personFields?: readonly PersonField[] | undefined;
  },
): ReactFieldProps;
/** Returns the HTML attributes of the input for a field, with the names of HTML. */
export function fieldProps<Name extends OperationName>(
  operation: Name,
  path: FieldPath<Operations[Name]["input"]>,
  options?: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are those of HTML. */
    naming?: "html" | undefined;
    /** Fields of the applicant that your platform requires of a person. */
    personFields?: readonly PersonField[] | undefined;
  },
): FieldProps;
/** Returns the HTML attributes of the input for a field of a provider of your own. */
export function fieldProps(
  operation: OwnOperation,
  path: string | readonly string[],
  options: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are the properties of a React element. */
    naming: "react";
  },
): ReactFieldProps;
/** Returns the HTML attributes of the input for a field of a provider of your own, with the names of HTML. */
export function fieldProps(
  operation: OwnOperation,
  path: string | readonly string[],
  options?: {
    /** The country of the address, which determines what is required. */
    country?: CountryCode | null | undefined;
    /** The attributes are those of HTML. */
    naming?: "html" | undefined;
  },
): FieldProps;
/** @internal */
export function fieldProps(
  operation: string | OwnOperation,
  path: string | readonly string[],
  options?: { country?: string | undefined; personFields?: readonly PersonField[] | undefined },
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
