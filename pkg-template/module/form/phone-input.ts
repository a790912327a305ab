// The data of a field for a phone number.

import { PHONE_INPUT } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { CountryCode } from "./data.ts";

/** What a field for a phone number shows, as {@link phoneInput} returns it. */
export interface PhoneInput {
  /** The calling code without `+`: `"49"`. */
  callingCode: string;
  /** A number in international form: `"+4915123456789"`. Of a mobile phone, where the country tells them apart. */
  example: string;
  /** The same number as it is dialled within the country: `"015123456789"`. */
  exampleNational: string;
  /** What is dialled within the country before a number: `"0"`. Some people leave it out. Absent if there is none. */
  nationalPrefix?: string;
  /**
   * The maximum number of digits in the national form, `nationalPrefix` included. Not for the attribute `maxlength`:
   * people also type spaces, or the international form.
   */
  maxLength: number;
}

/**
 * Returns what a field for a phone number shows in a country.
 *
 * @param country The country.
 * @returns The calling code and an example; `undefined` without a country, and for seven territories that have no
 *   calling code.
 * @throws {KycLinkError} `invalid_config` for an unknown country
 * @example
 * phoneInput("FR")?.exampleNational; // "0612345678"
 */
export function phoneInput(country: CountryCode | null | undefined): PhoneInput | undefined {
  return country ? call(PHONE_INPUT, country) : undefined;
}
