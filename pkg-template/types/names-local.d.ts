import type { Label } from "../module/codes.ts";

/**
 * Names of states and provinces in this language, by alpha-2 country code, and of the countries. Pass it to
 * `countries`, `subdivisions` and `addressFields`. Where a state or province has no name in this language, it is the
 * English one.
 *
 * @example
 * import names from "kyclink/names/de";
 * countries({ names })[1]?.name; // "Ägypten"
 * subdivisions("CA", { names })[0]; // { code: "AB", name: "Alberta" }
 */
declare const names: Readonly<Record<string, string>>;
export default names;

/**
 * The text of every word that `addressFields` has as a `label`, in this language.
 *
 * @example
 * import { labels } from "kyclink/names/de";
 * addressFields("JP").map(({ label }) => labels[label]); // ["Postleitzahl", "Präfektur", …]
 */
export declare const labels: Readonly<Record<Label, string>>;
