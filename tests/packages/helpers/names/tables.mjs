/** The tables of data/. */

import { readFileSync } from "node:fs";

/** Returns the rows of a table as objects. No cell has a line break. */
export function rowsOf(table) {
  const text = readFileSync(new URL(`../../../../data/${table}.csv`, import.meta.url), "utf8");
  const [columns, ...rows] = text.trimEnd().split("\n").map(cellsOf);
  return rows.map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at]])));
}

const cellsOf = (line) =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
