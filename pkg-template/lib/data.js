// What a page needs to show a form: countries, subdivisions, the fields of an address, the attributes of a control.

import { ADDRESS_FIELDS, COUNTRIES, COUNTRY, FIELD_PROPS, SUBDIVISIONS } from "./calls.js";
import { misuse } from "./error.js";
import { ownOptions } from "./options.js";
import { call } from "./wasm.js";

/** Every country, named in that language by the platform. */
export function countries(options) {
  const { locale = "en" } = ownOptions(options);
  const names = regionNames(locale);
  return call(COUNTRIES).map((country) => ({ ...country, name: names.of(country.alpha2) }));
}

function regionNames(locale) {
  try {
    return new Intl.DisplayNames(locale, { type: "region" });
  } catch (cause) {
    throw misuse("locale is a language tag or a list of them.", { cause });
  }
}

/** The subdivisions of a country; with `kyclink/names/en` as `names`, named in English. */
export function subdivisions(country, options) {
  const { alpha2 } = call(COUNTRY, country);
  const names = ownOptions(options).names?.[alpha2]?.split("|");
  return call(SUBDIVISIONS, country).map((code, at) => (names?.[at] ? { code, name: names[at] } : { code }));
}

/** The fields of an address in the country's own order, and after them whatever else the operation requires. */
export function addressFields(country, operation) {
  return call(ADDRESS_FIELDS, country, operation);
}

/** The attributes of a field's control; `path` is an array or `"a.b"`. */
export function fieldProps(operation, path, options) {
  return call(FIELD_PROPS, operation, typeof path === "string" ? path.split(".") : path, ownOptions(options).country);
}
