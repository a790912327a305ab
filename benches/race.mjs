// Runs two programs for the same task in turns, so that other load on the machine slows both: unlike times, the ratio of the
// medians is the same on every machine.

const ROUNDS = 101;
const WARM_UP = 30;
// A browser's clock may have a resolution of only 0.1 ms: a turn takes much longer.
const TURN = 2;

/** Returns the time of `ours` divided by that of `theirs`. */
export function ratio(ours, theirs) {
  const jobs = [ours, theirs].map((job) => ({ job, calls: callsIn(job), times: [] }));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    // The order changes from round to round; the rounds before 0 let the compilers warm up.
    for (const { job, calls, times } of round % 2 === 0 ? jobs : jobs.toReversed()) {
      const time = run(job, calls) / calls;
      if (round >= 0) times.push(time);
    }
  }
  const [a, b] = jobs.map(({ times }) => times.sort((a, b) => a - b)[ROUNDS >> 1]);
  return a / b;
}

/** How the ratios are measured, for their readers. */
export const METHOD = `medians of ${ROUNDS} interleaved rounds`;

/** Returns how many calls a turn needs. */
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
