// Writes what a group of requests has counted to the store, for `counting.js`.

import { COUNT } from "../../../module/wasm/calls.ts";
import { call } from "../../../module/wasm/wasm.ts";
import { isSwapped } from "../engine/effects.ts";
import type { Store } from "../store.ts";
import type { Counted, Full, Limits, Waiting } from "./counting.ts";

/** How often a group tries to be written while other processes count the same client. */
const TRIES = 8;
/** The longest pause before the second try. Before each further one, it is twice as long. */
const PAUSE_MS = 8;
/** When a group may be sent again that could not be written. */
const BUSY_MS = 1000;
/**
 * For how long requests of a full /56 or /48 are refused without asking the store: its owner may send thousands, each from
 * another part of it, and whoever else is in it would wait behind them.
 */
const FULL_MS = 1000;
/** How many networks are known as full. */
const MAX_FULL = 1000;

/**
 * Writes a group to the store, and returns for how long each of its requests has to wait. What cannot be written is refused:
 * whoever reaches many processes at once would otherwise have a limit for each.
 */
export async function commit(
  {
    store,
    full,
    requests,
    limit: { max, perMs },
    vault,
  }: { store: Store; full: Map<string, Full>; requests: Waiting[] } & Omit<Counted, "counters">,
  { deadline }: Limits,
) {
  const counters = [...new Set(requests.flatMap((request) => request.counters))];
  const positionOf = new Map(counters.map((counter, at) => [counter, at]));
  const positions = requests.map((request) => request.counters.map((counter) => positionOf.get(counter)));
  const names = await Promise.all(counters.map(async (counter) => (await vault.computeMacs(counter))[0]));
  const written = names.map(() => 0);
  for (let tries = 1; ; tries++) {
    const stored = await Promise.all(names.map((name) => read(store, name)));
    const given = stored.map((record, at) => [parsed(record), written[at]]);
    const counted: { waits: number[]; counters: { value?: string; leftMs: number; until: number; admitted: number; isFull?: true }[] } =
      call(COUNT, Date.now(), max, perMs, given, positions);
    const changes = counted.counters;
    const swaps = changes.map(({ value, leftMs }, at) => value === undefined || store.swap(names[at], stored[at], value, leftMs));
    const areWritten = (await Promise.all(swaps)).map(isSwapped);
    for (const [at, { until, admitted, isFull }] of changes.entries()) {
      if (!areWritten[at]) continue;
      written[at] = admitted;
      if (isFull) noteFull(full, counters[at], until);
    }
    if (areWritten.every(Boolean)) return counted.waits;
    if (tries === TRIES) return counted.waits.map((waitMs) => waitMs || BUSY_MS);
    await deadline.wait(Math.random() * PAUSE_MS * 2 ** (tries - 1));
  }
}

/** Remembers that a network is full. If too many are, the oldest is forgotten. */
function noteFull(full: Map<string, Full>, counter: string, until: number) {
  full.delete(counter);
  full.set(counter, { until, freshUntil: performance.now() + FULL_MS });
  const [oldest] = full.keys();
  if (full.size > MAX_FULL) full.delete(oldest);
}

async function read(store: Store, name: string) {
  const record = (await store.get(name)) ?? undefined;
  if (record !== undefined && typeof record !== "string") throw new TypeError("The store returned a record that is not a string.");
  return record;
}

/** Returns a record as a value; null for one that is not JSON, which counts as absent. */
function parsed(record: string | undefined) {
  try {
    return JSON.parse(record ?? "null");
  } catch {
    return null;
  }
}
