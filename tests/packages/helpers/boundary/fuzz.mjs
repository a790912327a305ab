/** Searches for an input that the package and the crate treat differently. */

import { kyclink, NOW, questionOf, resultsOf } from "./calls.mjs";
import { caseAt } from "./cases.mjs";
import { agrees, summary } from "./compare.mjs";
import { TooLarge } from "./oracle.mjs";

const BATCH = 500;

/**
 * Compares `count` cases from an index on, as long as `progress` returns true. Resolves to what was counted, and to a
 * description of the first difference, if there is one.
 */
export async function fuzz({ native, seed, from = 0, count, progress = () => true }) {
  const counts = { inputs: 0, results: 0, accepted: 0, withoutJson: 0, calls: {} };
  const clock = Date.now;
  Date.now = () => NOW;
  try {
    for (let start = from; start < from + count; start += BATCH) {
      const indexes = Array.from({ length: Math.min(BATCH, from + count - start) }, (_, at) => start + at);
      const cases = indexes.map((index) => caseAt(kyclink.operations(), seed, index));
      const difference = await compareAll(native, cases, counts);
      if (difference) return { counts, difference: describe(seed, difference) };
      if (!progress(counts)) break;
    }
    return { counts };
  } finally {
    Date.now = clock;
  }
}

/** Compares the results of cases with those of the native program, which runs at the same time. */
async function compareAll(native, cases, counts) {
  const questions = cases.map(question);
  const asked = native.ask(questions.filter((text) => text !== undefined));
  const results = [];
  for (const own of cases) results.push(resultsOf(own));
  const lines = (await asked).values();
  for (const [at, own] of cases.entries()) {
    const found = results[at];
    const expected = questions[at] === undefined ? undefined : lines.next().value;
    const other = found.find((one) => isDifferent(own, expected, found, one));
    if (other) return { own, expected, other };
    tally(counts, own, expected, found);
  }
  return undefined;
}

/** Returns whether the input has the same content each time it is read. */
const isStable = ({ odd }) => !odd.some(({ oddity }) => oddity.endsWith("that changes"));

/** The question of a case; `undefined` if its input has no JSON. */
function question(own) {
  if (!isStable(own)) return undefined;
  try {
    return questionOf(own);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

/** Beyond the limits there is no JSON to compare with: each entry point only has to agree with itself. */
function isDifferent(own, expected, found, [where, result]) {
  if (expected !== undefined) return !agrees(own.call, expected, result);
  if (result.foreign || result.trap) return true;
  const first = found.find(([name]) => name === where.replace(", again", ""))[1];
  return isStable(own) && summary(first) !== summary(result);
}

function tally(counts, { call }, expected, found) {
  counts.inputs++;
  counts.results += found.length;
  counts.calls[call] = (counts.calls[call] ?? 0) + 1;
  if (expected === undefined) counts.withoutJson++;
  if (call === "validate" && found[0][1].value.ok) counts.accepted++;
}

/** All values are made up. */
function describe(seed, { own, expected, other: [where, result] }) {
  const found = result.error ? JSON.stringify(result) : summary(result);
  return `cargo xtask fuzz-boundary --seed ${seed} --from ${own.index} --inputs 1
${where}: ${JSON.stringify(own)}\nexpected: ${expected}\nfound: ${found}`;
}
