// Runs programs for the same task in turns, so that other load on the machine slows all of them: unlike times, the
// ratios are the same on every machine.

export const ROUNDS = 75;
const WARM_UP = 10;
// A browser's clock may have a resolution of only 0.1 ms: a turn takes much longer.
const TURN = 8;

/**
 * Returns `{ median, minimum }` for each program: the time for one item, in milliseconds. Each turn of a program goes
 * over all items, as often as it takes to fill the turn.
 */
export function race(programs, items) {
  const runners = Object.entries(programs).map(([name, program]) => ({ name, program, passes: passesIn(program, items), times: [] }));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    // The order changes from round to round; the rounds before 0 let the compilers warm up.
    const turns = round % 2 === 0 ? runners : runners.toReversed();
    for (const { program, passes, times } of turns) {
      const time = run(program, items, passes) / (passes * items.length);
      if (round >= 0) times.push(time);
    }
  }
  return Object.fromEntries(runners.map(({ name, times }) => [name, { median: median(times), minimum: Math.min(...times) }]));
}

/** Returns the time of one program divided by that of another: the ratios of their medians and of their minima. */
export function ratio(one, other) {
  return { median: one.median / other.median, minimum: one.minimum / other.minimum };
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** Returns how many passes over the items a turn needs. */
function passesIn(program, items) {
  let passes = 1;
  while (run(program, items, passes) < TURN) passes *= 2;
  return passes;
}

function run(program, items, passes) {
  const start = performance.now();
  for (let pass = 0; pass < passes; pass++) for (const item of items) program(item);
  return performance.now() - start;
}

/**
 * Throws unless all programs return the same for an item. `comparable` returns the part of a result to compare, as a
 * string.
 */
export function checkSameResult(programs, item, comparable = canonical) {
  const results = new Set(Object.values(programs).map((program) => comparable(program(item))));
  if (results.size > 1) throw new Error(`not the same result:\n${[...results].join("\n")}`);
}

/** Returns JSON in which the order of fields makes no difference. */
export function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner,
  );
}
