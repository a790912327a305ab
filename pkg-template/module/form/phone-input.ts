// The data of a field for a phone number.

import type { CountryCode } from "../../types/common.js";
import type { PhoneInput } from "../../types/rules.js";
import { PHONE_INPUT } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";

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
