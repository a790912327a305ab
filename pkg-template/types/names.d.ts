import type { Label } from "../module/codes.ts";

/**
 * English names of states and provinces, by alpha-2 country code, and of the countries. Pass it to `countries`,
 * `subdivisions` and `addressFields`.
 *
 * @example
 * import names from "kyclink/names/en";
 * countries({ names })[1]?.name; // "Åland Islands"
 * subdivisions("CA", { names })[0]; // { code: "AB", name: "Alberta" }
 */
declare const names: Readonly<Record<string, string>>;
export default names;

/**
 * The English text of every word that `addressFields` has as a `label`.
 *
 * @example
 * import { labels } from "kyclink/names/en";
 * addressFields("JP").map(({ label }) => labels[label]); // ["Postcode", "Prefecture", …]
 */
export declare const labels: Readonly<Record<Label, string>>;

/**
 * Finds the code of a state or province by its name.
 *
 * The text may be the English or the local name, with or without a word such as Prefecture, County or State of;
 * a common abbreviation; or the code itself. Case and diacritics do not matter.
 *
 * @param country ISO 3166-1 code, alpha-2 or alpha-3, in any case.
 * @param text The text that the person entered.
 * @returns The code as `subdivisions(country)` lists it; `undefined` if no subdivision matches, or more than one.
 * @example
 * subdivisionCode("US", "Illinois");       // "IL"
 * subdivisionCode("JPN", "Tōkyō");         // "13"
 * subdivisionCode("MX", "CDMX");           // "CMX"
 * subdivisionCode("IE", "Co. Cork");       // "CO"
 * subdivisionCode("GB", "Middle-earth");   // undefined
 */
export declare function subdivisionCode(country: string, text: string): string | undefined;
