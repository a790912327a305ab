/** All countries for a select: alpha-2 code and English name, by name. */

import { countries } from "kyclink";

/** @type {[code: string, name: string][]} */
export const COUNTRIES = countries()
  .map(({ alpha2, name }) => [alpha2, name])
  .sort(([, a], [, b]) => a.localeCompare(b, "en"));
