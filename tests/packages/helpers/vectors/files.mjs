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
  .filter(({ vectors }) => vectors.kind !== undefined)
  .map(({ name, vectors }) => ({ name, vectors: { ...vectors, cases: vectors.cases && whole(vectors) } }));

/** Adds what the cases of a list leave out: members that an earlier case names, values that are the input, and `raw`. */
function whole({ kind, cases }) {
  const done = [];
  for (const given of cases) {
    const of = (member, { $of }) => done.findLast(({ name }) => name === $of)[member];
    const members = Object.entries(given).map(([name, value]) => [name, value?.$of ? of(name, value) : value]);
    const one = Object.fromEntries(members);
    if (kind === "validate" && !one.issues && !("value" in one)) one.value = one.input;
    if (one.output?.raw === true) one.output = { ...one.output, raw: JSON.parse(one.response.body) };
    done.push(one);
  }
  return done;
}

/** The vectors of functions that send nothing. */
export const files = all.filter(({ vectors }) => vectors.kind !== "call");

/** The cases of calls that send requests, each with its operation and a name that no other has. */
export const calls = all
  .filter(({ vectors }) => vectors.kind === "call")
  .flatMap(({ vectors: { operation, cases } }) => cases.map((one) => ({ ...one, operation, name: `${operation}: ${one.name}` })));
