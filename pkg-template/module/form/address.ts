// The fields of an address, with the choices of its state.

import type { Label, OperationName } from "../codes.ts";
import { knownOptions } from "../options/known-options.ts";
import { LABELS } from "../tables.js";
import { ADDRESS_FIELDS, COUNTRY } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { OwnOperation } from "./applicant.ts";
import type { CountryCode, CountryEntry, Names, Subdivision } from "./data.ts";
import { sorted, subdivisions } from "./data.ts";
import { OTHER_LEVEL } from "./levels.ts";
import { nameOf } from "./validate.ts";

/** A field of an address, as `addressFields` lists it. */
export interface AddressField {
  /** The field's name in `address`. */
  field: "line1" | "line2" | "city" | "state" | "postalCode";
  /** Whether the country or the operation requires the field. */
  required: boolean;
  /**
   * What the country calls the field: `zip`, `postcode`, `eircode`, `state`, `province`, `prefecture`, `post_town` …
   * `LABELS` lists all words, and `kyclink/names/<locale>` has their texts.
   */
  label: Label;
  /** The value of the HTML attribute `autocomplete`. */
  autocomplete: string;
  /** The value of the HTML attribute `inputmode`. */
  inputMode?: "numeric";
  /** The maximum number of characters. */
  maxLength?: number;
  /**
   * The choices of a state: one level of subdivisions, sorted for a `<select>`. Absent if the country has no codes, and
   * if the operation takes any text and the codes are not used there.
   */
  options?: Subdivision[];
  /** A postal code of the country. Only with `names`. */
  example?: string;
}

/** A field as src/js writes it: the number of its label, and whether a state is free text. */
type PackedField = Omit<AddressField, "label"> & { label: number; isFree?: true };

/**
 * Returns the fields of an address in the country's own order, followed by whatever else the operation requires.
 *
 * @param country The country of the address; `undefined`, `null` and `""` have no fields.
 * @param operation The operation that the address is for.
 * @param options `names` is the default export of `kyclink/names/en` or of another language. With it, `options` have
 *   names, and a postal code has an `example`.
 * @throws {KycLinkError} `invalid_config` for an unknown country or operation
 * @example
 * addressFields("US", "spherepay.onboard").map(({ label }) => label); // ["line1", "line2", "city", "state", "zip"]
 * addressFields("IE", "spherepay.onboard", { names })[3]?.options?.[0]; // { code: "CW", name: "Carlow" }
 */
export function addressFields(
  country: CountryCode | null | undefined,
  operation?: OperationName | OwnOperation | undefined,
  options?: {
    /** The default export of `kyclink/names/<locale>`. */
    names?: Names | undefined;
  },
): AddressField[] {
  const { names } = knownOptions(options, { names: 1 });
  if (!country) return [];
  const fields: PackedField[] = call(ADDRESS_FIELDS, country, nameOf(operation));
  const { alpha2 }: CountryEntry = call(COUNTRY, country);
  // Not a country: module/names/examples.ts adds this member.
  const { examples } = (names ?? {}) as { examples?: Record<string, string> };
  return fields.map(({ label, isFree, ...field }) => {
    const full: AddressField = { ...field, label: LABELS[label] };
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
 * @param country alpha-2
 */
function choicesOf(country: string, names: Names | undefined) {
  const others = OTHER_LEVEL[country]?.split(" ");
  const choices = subdivisions(country, { names }).filter(({ code }) => !others?.includes(code));
  // Chinese characters have no alphabetical order. In the order of the codes, Japan's prefectures are where people
  // expect them.
  return choices.every(({ name }) => /^\p{Script=Han}/u.test(name ?? "")) ? choices : sorted(choices, "en");
}
