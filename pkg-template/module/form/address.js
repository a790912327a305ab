// The fields of an address, with the choices of its state.

import { knownOptions } from "../options/known-options.js";
import { LABELS } from "../tables.js";
import { ADDRESS_FIELDS, COUNTRY } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";
import { sorted, subdivisions } from "./data.js";
import { OTHER_LEVEL } from "./levels.js";
import { nameOf } from "./validate.js";

/** @import { AddressField } from "../../types/form.js" */

/**
 * A field as src/js writes it: the number of its label, and whether a state is free text.
 *
 * @typedef {Omit<AddressField, "label"> & { label: number, isFree?: true }} PackedField
 */

/** @type {typeof import("../../types/rules.js").addressFields} */
export function addressFields(country, operation, options) {
  const { names } = knownOptions(options, { names: 1 });
  if (!country) return [];
  /** @type {PackedField[]} */
  const fields = call(ADDRESS_FIELDS, country, nameOf(operation));
  /** @type {import("./data.js").CountryEntry} */
  const { alpha2 } = call(COUNTRY, country);
  // Not a country: kyclink/names/examples.js adds this member.
  const { examples } = /** @type {{ examples?: Record<string, string> }} */ (/** @type {unknown} */ (names ?? {}));
  return fields.map(({ label, isFree, ...field }) => {
    /** @type {AddressField} */
    const full = { ...field, label: LABELS[label] };
    const choices = field.field === "state" ? choicesOf(alpha2, names) : [];
    // Where the operation takes any text, people write names, not the numbers that some countries have as codes.
    if (choices.length > 0 && !(isFree && choices.some(({ code }) => /\d/.test(code)))) full.options = choices;
    const example = field.field === "postalCode" && examples?.[alpha2];
    if (example) full.example = example;
    return full;
  });
}

/**
 * Returns the subdivisions of the level that addresses name, sorted.
 *
 * @param {string} country alpha-2
 * @param {import("../../types/form.js").Names | undefined} names
 */
function choicesOf(country, names) {
  const others = OTHER_LEVEL[country]?.split(" ");
  const choices = subdivisions(country, { names }).filter(({ code }) => !others?.includes(code));
  // Chinese characters have no alphabetical order. In the order of the codes, Japan's prefectures are where people
  // expect them.
  return choices.every(({ name }) => /^\p{Script=Han}/u.test(name ?? "")) ? choices : sorted(choices, "en");
}
