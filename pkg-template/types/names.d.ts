/** English subdivision names by alpha-2 code, in the order of the codes: for `subdivisions(country, { names })`. */
declare const names: Readonly<Record<string, string>>;
export default names;

/**
 * Returns the code of a state or province as `subdivisions(country)` lists it, or `undefined` where the text names none
 * or more than one. It takes the English or local name, with or without the word that says what it is (Prefecture,
 * County, State of …), a usual abbreviation, or the code itself; case and diacritics do not matter.
 *
 * ```js
 * subdivisionCode("US", "Illinois");       // "IL"
 * subdivisionCode("JPN", "Tōkyō");         // "13"
 * subdivisionCode("MX", "CDMX");           // "CMX"
 * subdivisionCode("IE", "Co. Cork");       // "CO"
 * subdivisionCode("GB", "Middle-earth");   // undefined
 * ```
 *
 * @param country An ISO 3166-1 code, alpha-2 or alpha-3, in any case.
 * @param text What the person has written.
 */
export declare function subdivisionCode(country: string, text: string): string | undefined;
