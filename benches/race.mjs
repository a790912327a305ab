// Two programs for the same job in turns, so that whatever slows the machine down slows both: a ratio of medians says
// the same on every machine, times do not.

const ROUNDS = 101;
const WARM_UP = 30;
// A browser's clock may be as coarse as a tenth of a millisecond: a turn lasts many times that.
const TURN = 2;

/** How many times as long `ours` takes as `theirs`. */
export function ratio(ours, theirs) {
  const jobs = [ours, theirs].map((job) => ({ job, calls: callsIn(job), times: [] }));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    // Which one goes first changes from round to round; the rounds before 0 are for the compilers.
    for (const { job, calls, times } of round % 2 === 0 ? jobs : jobs.toReversed()) {
      const time = run(job, calls) / calls;
      if (round >= 0) times.push(time);
    }
  }
  const [a, b] = jobs.map(({ times }) => times.sort((a, b) => a - b)[ROUNDS >> 1]);
  return a / b;
}

/** How the figures came about, for whoever reads them. */
export const METHOD = `medians of ${ROUNDS} interleaved rounds`;

/** How many calls fill a turn. */
function callsIn(job) {
  let calls = 64;
  while (run(job, calls) < TURN) calls *= 2;
  return calls;
}

function run(job, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call++) job();
  return performance.now() - start;
}
