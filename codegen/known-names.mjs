/**
 * Prints what makes the tables of `subdivisionCode` smaller, as a JSON list of two:
 * - a list of `[table, code, name]`: names that need not be in a table, because `subdivisionCode` finds the place
 *   without them
 * - an object that maps every other name, by `code=name`, to its short form for the handler's tables, which are never
 *   shown: in lower case, without diacritics, and without the words for the type of the place if it is found without
 *   them
 */

import { readFileSync } from "node:fs";
import { finder, withoutTypes, words } from "../pkg-template/names/find.js";

const read = (file) => {
  const lines = readFileSync(new URL(`../data/${file}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1);
  return lines
    .map((line) => /^(..)-([^,]+),(?:"([^"]*)"|([^,]*))/.exec(line))
    .map(([, country, code, quoted, plain]) => ({ country, code, name: quoted ?? plain }));
};
const inTable = (rows) => rows.map(({ code, name }) => `${code}=${name}`).join("|");
const folded = (name) => {
  const folded = words(name).join(" ");
  if (words(folded).join(" ") !== folded) throw new Error(`${name} would be folded twice`);
  return folded;
};
const FILES = { usual: "subdivision-usual-names.csv", local: "subdivision-local-names.csv" };

const known = [];
const short = {};
const all = read("subdivisions.csv");
const others = Object.entries(FILES).flatMap(([table, file]) => read(file).map((row) => ({ table, ...row })));
for (const country of new Set(others.map(({ country }) => country))) {
  const english = all.filter((row) => row.country === country);
  const lookup = () => ({ alpha2: country, codes: () => english.map(({ code }) => code) });
  const find = (rows) => {
    const table = (name) => ({ [country]: inTable(rows.filter(({ table }) => table === name)) });
    return finder({ [country]: english.map(({ name }) => name).join("|") }, lookup, table("usual"), table("local"));
  };
  const own = others.filter((row) => row.country === country);
  const withAll = find(own);
  const needed = [];
  // Short names first: the longer ones are often the same with the word for the type.
  for (const row of own.toSorted((a, b) => a.name.length - b.name.length)) {
    if (find(needed)(country, row.name) === withAll(country, row.name)) known.push([row.table, `${country}-${row.code}`, row.name]);
    else needed.push(row);
  }
  const differs = [...english, ...own].find(({ name }) => find(needed)(country, name) !== withAll(country, name));
  if (differs) throw new Error(`${country}: ${differs.name} would be found otherwise`);
  const written = needed.map((row) => ({ ...row, name: folded(row.name) }));
  for (const [at, row] of written.entries()) {
    const bare = withoutTypes(words(row.name), country).join(" ");
    const shorter = find(written.with(at, { ...row, name: bare }));
    if ([...english, ...own].every(({ name }) => shorter(country, name) === withAll(country, name))) written[at] = { ...row, name: bare };
  }
  for (const [at, { code, name }] of needed.entries()) short[`${country}-${code}=${name}`] = written[at].name;
}
for (const { country, code, name } of all) short[`${country}-${code}=${name}`] = folded(name);
console.log(JSON.stringify([known, short]));
