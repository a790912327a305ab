// Looks up countries in the wasm module, for the names of states: a table of their codes would make the handler larger.

import { COUNTRY, SUBDIVISIONS } from "../../../module/wasm/calls.js";
import { call } from "../../../module/wasm/wasm.js";

/** @type {import("../../../module/names/find.js").Lookup} */
export function lookup(country) {
  try {
    /** @type {import("../../../module/form/data.js").CountryEntry} */
    const { alpha2 } = call(COUNTRY, country);
    return { alpha2, codes: () => call(SUBDIVISIONS, alpha2) };
  } catch {
    return undefined; // no country has this code
  }
}
