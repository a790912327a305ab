// Looks up countries in the wasm module, for the names of states: a table of their codes would make the handler larger.

import type { CountryEntry } from "../../../module/form/data.ts";
import { COUNTRY, SUBDIVISIONS } from "../../../module/wasm/calls.ts";
import { call } from "../../../module/wasm/wasm.ts";

export function lookup(country: string): { alpha2: string; codes: () => readonly string[] } | undefined {
  try {
    const { alpha2 }: CountryEntry = call(COUNTRY, country);
    return { alpha2, codes: () => call(SUBDIVISIONS, alpha2) };
  } catch {
    return undefined; // no country has this code
  }
}
