/** Searches for an input that the package and the crate treat differently. */

import { kyclink, NOW, questionOf, resultsOf } from "./calls.mjs";
import { caseAt } from "./cases.mjs";
import { agrees, summary } from "./compare.mjs";
import { TooLarge } from "./oracle.mjs";

const BATCH = 500;

/**
 * Compares `count` cases from an index on, as long as `progress` returns true. Resolves to what was counted, and to the
 * first difference, if there is one.
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
      if (difference) return { counts, difference };
      if (!progress(counts)) break;
    }
    return { counts };
  } finally {
    Date.now = clock;
  }
}

/** Compares the results of cases with those of the native program, which runs at the same time. */
export async function compareAll(native, cases, counts) {
  const questions = cases.map(question);
  const asked = native.ask(questions.filter((text) => text !== undefined));
  const results = [];
  for (const own of cases) results.push(resultsOf(own));
  const lines = (await asked).values();
  for (const [at, own] of cases.entries()) {
    const found = await Promise.all(results[at].map(async ([where, result]) => [where, await result]));
    const native = questions[at] === undefined ? undefined : lines.next().value;
    const difference = differs(own, native, found);
    if (difference) return { own, ...difference };
    if (counts) tally(counts, own, native, found);
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

function differs(own, native, found) {
  for (const [where, result] of found) {
    if (native !== undefined ? !agrees(own.call, native, result) : result.foreign || result.trap) return { where, native, result };
  }
  // Beyond the limits there is no JSON to compare with: each entry point only has to agree with itself.
  if (native !== undefined || !isStable(own)) return undefined;
  const firsts = new Map(found);
  const other = found.find(([where, result]) => summary(firsts.get(where.replace(", again", ""))) !== summary(result));
  return other && { where: other[0], native: undefined, result: other[1], first: firsts.get(other[0].replace(", again", "")) };
}

function tally(counts, { call }, native, found) {
  counts.inputs++;
  counts.results += found.length;
  counts.calls[call] = (counts.calls[call] ?? 0) + 1;
  if (native === undefined) counts.withoutJson++;
  if (call === "validate" && found[0][1].value.ok) counts.accepted++;
}
