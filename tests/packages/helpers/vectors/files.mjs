/** The vectors: every list of cases in tests/vectors with a kind. A file has one, or several in a list. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../vectors/", import.meta.url));

const all = readdirSync(FOLDER, { recursive: true })
  .filter((name) => name.endsWith(".json"))
  .sort()
  .flatMap((name) =>
    [JSON.parse(readFileSync(join(FOLDER, name), "utf8"))].flat().map((vectors) => ({ name: `${vectors.kind}: ${name}`, vectors })),
  )
  .filter(({ vectors }) => vectors.kind !== undefined);

/** The vectors of functions that send nothing. */
export const files = all.filter(({ vectors }) => vectors.kind !== "call");

/** The cases of calls that send requests, each with its operation and a name that no other has. */
export const calls = all
  .filter(({ vectors }) => vectors.kind === "call")
  .flatMap(({ vectors: { operation, cases } }) => cases.map((one) => ({ ...one, operation, name: `${operation}: ${one.name}` })));
