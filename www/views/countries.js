/** All countries of ISO 3166-1 for a select: alpha-2 code and English name, by name. */

import csv from "../../data/countries.csv";

const names = new Intl.DisplayNames("en", { type: "region" });
const [, ...rows] = csv.trim().split("\n");

/** @type {[code: string, name: string][]} */
export const COUNTRIES = rows
  .map((row) => row.slice(0, 2))
  .map((code) => [code, names.of(code)])
  .sort(([, a], [, b]) => a.localeCompare(b, "en"));
