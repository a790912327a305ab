// Workers that take turns: each turn's CPU time, and the time of the first request after a start.
import { median } from "../race.mjs";

/**
 * Starts the programs several times, and lets them take turns in each round. `turn` gets the name of the program, its
 * Worker and the number of the round; round -1 lets the compilers warm up.
 */
export async function takeTurns(programs, { starts, rounds }, turn) {
  // Two processes of the same program differ by more than two rounds of one: each program is started several times.
  for (let start = 0; start < starts; start++) {
    await withWorkers(programs, async (workers) => {
      for (let round = -1; round < rounds; round++) {
        for (const [name, worker] of round % 2 ? workers : workers.toReversed()) await turn(name, worker, round);
      }
    });
  }
}

/**
 * Returns the time of the first request after a start, and that of the start itself, per program. `send` gets a port.
 */
export async function firstRequests(programs, count, send) {
  const [first, start] = [lists(programs), lists(programs)];
  for (let turn = -1; turn < count; turn++) {
    const names = Object.keys(programs);
    for (const name of turn % 2 ? names : names.toReversed()) {
      await withWorkers({ [name]: programs[name] }, async ([[, { port, startMs }]]) => {
        const begin = performance.now();
        await send(port);
        // The first turn lets our own compilers warm up.
        if (turn < 0) return;
        first[name].push(performance.now() - begin);
        start[name].push(startMs);
      });
    }
  }
  return { first: summaries(first), start: summaries(start) };
}

/** Starts the programs, and stops them after the task. */
export async function withWorkers(programs, task) {
  const workers = [];
  try {
    for (const [name, start] of Object.entries(programs)) workers.push([name, await start()]);
    return await task(workers);
  } finally {
    for (const [, { stop }] of workers) stop();
  }
}

/** Returns the CPU time that a Worker takes for a task, in milliseconds, and what the task returns. */
export async function cpuOf({ cpuMs }, task) {
  const before = cpuMs();
  const value = await task();
  return { ms: cpuMs() - before, value };
}

/** An empty list for each program. */
export const lists = (names) => Object.fromEntries(Object.keys(names).map((name) => [name, []]));

/** The median and the minimum of each list. */
export const summaries = (lists) =>
  Object.fromEntries(Object.entries(lists).map(([name, times]) => [name, { median: median(times), minimum: Math.min(...times) }]));
