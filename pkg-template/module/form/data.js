// The data of a form: countries, subdivisions, the attributes of a control.

import { misuse } from "../error.js";
import { knownOptions } from "../options/known-options.js";
import { COUNTRIES, COUNTRY, FIELD_PROPS, SUBDIVISIONS } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";
import { nameOf } from "./validate.js";

/**
 * @import { PersonField } from "../../types/form.js"
 * @typedef {Omit<import("../../types/form.js").Country, "name">} CountryEntry
 */

/** @type {typeof import("../../types/form.js").countries} */
export function countries(options) {
  const { locale, names: table } = knownOptions(options, { locale: 1, names: 1 });
  if (table !== undefined && locale !== undefined) throw misuse("names are of one language: leave out locale.");
  if (table !== undefined) return namedBy(table);
  const names = regionNames(locale === undefined ? "en" : locale);
  /** @type {CountryEntry[]} */
  const entries = call(COUNTRIES);
  // A country without a name has its code instead.
  const all = entries.map((country) => ({ ...country, name: /** @type {string} */ (names.of(country.alpha2)) }));
  return locale === undefined ? all : sorted(all, locale);
}

/**
 * Returns every country in the order of a table of names. The platform's own names and order are not used, because they
 * are not the same in a server and in a browser.
 *
 * @param {import("../../types/form.js").Names} names
 */
function namedBy(names) {
  // Not a country: kyclink/names/examples.js adds this member.
  const { countries: table } = /** @type {{ countries?: unknown }} */ (/** @type {unknown} */ (names ?? {}));
  if (typeof table !== "string") {
    throw misuse("names must be the default export of kyclink/names/<locale>, not a copy of it: that has no names of countries.");
  }
  /** @type {CountryEntry[]} */
  const entries = call(COUNTRIES);
  const byCode = new Map(entries.map((country) => [country.alpha2, country]));
  return table.split("|").map((entry) => {
    const country = /** @type {CountryEntry} */ (byCode.get(entry.slice(0, 2)));
    return { ...country, name: entry.slice(3) };
  });
}

/** @param {string | readonly string[]} locale */
function regionNames(locale) {
  try {
    return new Intl.DisplayNames(/** @type {string | string[]} */ (locale), { type: /** @type {const} */ ("region") });
  } catch (cause) {
    throw misuse("locale must be a language tag or a list of them.", { cause });
  }
}

/**
 * Sorts a list by names in a language, or by codes where there are none.
 *
 * @template {{ name?: string, code?: string }} T
 * @param {T[]} list
 * @param {string | readonly string[]} locale
 */
export function sorted(list, locale) {
  const { compare } = new Intl.Collator(/** @type {string | string[]} */ (locale));
  const key = (/** @type {T} */ { name, code }) => /** @type {string} */ (name ?? code);
  return list.sort((one, other) => compare(key(one), key(other)));
}

/** @type {typeof import("../../types/form.js").subdivisions} */
export function subdivisions(country, options) {
  const { names: given } = knownOptions(options, { names: 1 });
  if (!country) return [];
  /** @type {CountryEntry} */
  const { alpha2 } = call(COUNTRY, country);
  const names = given?.[alpha2]?.split("|");
  /** @type {string[]} */
  const codes = call(SUBDIVISIONS, country);
  return codes.map((code, at) => (names?.[at] ? { code, name: names[at] } : { code }));
}

/**
 * Returns the attributes of a field's control; `path` is an array or `"a.b"`. React spells `autocomplete` differently.
 *
 * @overload
 * @param {string | import("../../types/form.js").OwnOperation} operation
 * @param {string | readonly string[]} path
 * @param {{ country?: string | null | undefined, naming: "react", personFields?: readonly PersonField[] | undefined }} options
 * @returns {import("../../types/form.js").ReactFieldProps}
 */
/**
 * @overload
 * @param {string | import("../../types/form.js").OwnOperation} operation
 * @param {string | readonly string[]} path
 * @param {{ country?: string | null | undefined, naming?: "html" | undefined, personFields?: readonly PersonField[] | undefined }} [options]
 * @returns {import("../../types/form.js").FieldProps}
 */
/**
 * @param {any} operation
 * @param {string | readonly string[]} path
 * @param {{ country?: string | null | undefined, naming?: "html" | "react" | undefined, personFields?: readonly PersonField[] | undefined }} [options]
 */
export function fieldProps(operation, path, options) {
  const { country, naming = "html", personFields } = knownOptions(options, { country: 1, naming: 1, personFields: 1 });
  /** @type {import("../../types/form.js").FieldProps} */
  const props = call(FIELD_PROPS, nameOf(operation), typeof path === "string" ? path.split(".") : path, country, personFields);
  if (naming === "html") return props;
  if (naming !== "react") throw misuse('naming is "html" or "react".');
  const { autocomplete: autoComplete, ...others } = props;
  return { ...others, autoComplete };
}
