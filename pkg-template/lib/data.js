// The data of a form: countries, subdivisions, the fields of an address, the attributes of a control.

import { ADDRESS_FIELDS, COUNTRIES, COUNTRY, FIELD_PROPS, SUBDIVISIONS } from "./calls.js";
import { misuse } from "./error.js";
import { ownOptions } from "./options.js";
import { call } from "./wasm.js";

/** @typedef {Omit<import("../types/form.js").Country, "name">} CountryEntry */

/**
 * Returns every country, with its name from `Intl.DisplayNames`.
 *
 * @type {typeof import("../types/form.js").countries}
 */
export function countries(options) {
  const { locale = "en" } = ownOptions(options);
  const names = regionNames(locale);
  /** @type {CountryEntry[]} */
  const entries = call(COUNTRIES);
  // A country without a name has its code instead.
  return entries.map((country) => ({ ...country, name: /** @type {string} */ (names.of(country.alpha2)) }));
}

/** @param {string | readonly string[]} locale */
function regionNames(locale) {
  try {
    return new Intl.DisplayNames(/** @type {string | string[]} */ (locale), { type: "region" });
  } catch (cause) {
    throw misuse("locale must be a language tag or a list of them.", { cause });
  }
}

/**
 * Returns the subdivisions of a country; with `kyclink/names/en` as `names`, with their English names.
 *
 * @type {typeof import("../types/form.js").subdivisions}
 */
export function subdivisions(country, options) {
  /** @type {CountryEntry} */
  const { alpha2 } = call(COUNTRY, country);
  const names = ownOptions(options).names?.[alpha2]?.split("|");
  /** @type {string[]} */
  const codes = call(SUBDIVISIONS, country);
  return codes.map((code, at) => (names?.[at] ? { code, name: names[at] } : { code }));
}

/**
 * Returns the fields of an address in the country's own order, then whatever else the operation requires.
 *
 * @type {typeof import("../types/form.js").addressFields}
 */
export function addressFields(country, operation) {
  return call(ADDRESS_FIELDS, country, operation);
}

/**
 * Returns the attributes of a field's control; `path` is an array or `"a.b"`.
 *
 * @type {typeof import("../types/form.js").fieldProps}
 */
export function fieldProps(operation, path, options) {
  return call(FIELD_PROPS, operation, typeof path === "string" ? path.split(".") : path, ownOptions(options).country);
}
