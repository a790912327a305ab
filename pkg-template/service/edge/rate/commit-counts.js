// Writes what a group of requests has counted to the store, for `counting.js`.

import { COUNT } from "../../../module/wasm/calls.js";
import { call } from "../../../module/wasm/wasm.js";
import { isSwapped } from "../engine/effects.js";

/**
 * @import { Store } from "../../../types/edge.js"
 * @import { Counted, Full, Limits, Owed, Waiting } from "./counting.js"
 */

/** How often a group tries to be written while other processes count the same client. */
const TRIES = 8;
/** The longest pause before the second try. Before each further one, it is twice as long. */
const PAUSE_MS = 8;
/** How many counters may have requests that are not written. */
const MAX_OWED = 1000;
/**
 * For how long requests of a full /56 or /48 are refused without asking the store: its owner may send thousands, each from
 * another part of it, and whoever else is in it would wait behind them.
 */
const FULL_MS = 1000;
/** How many networks are known as full. */
const MAX_FULL = 1000;
const NOTHING = Object.freeze({ count: 0, until: 0 });

/**
 * Writes a group to the store, and returns for how long each of its requests has to wait.
 *
 * @param {{ store: Store, owed: Map<string, Owed>, full: Map<string, Full>, requests: Waiting[] } & Omit<Counted, "counters">} given
 * @param {Limits} limits
 */
export async function commit({ store, owed, full, requests, limit: { max, perMs }, vault }, { deadline }) {
  const counters = [...new Set(requests.flatMap((request) => request.counters))];
  const positionOf = new Map(counters.map((counter, at) => [counter, at]));
  const positions = requests.map((request) => request.counters.map((counter) => positionOf.get(counter)));
  const names = await Promise.all(counters.map(async (counter) => (await vault.computeMacs(counter))[0]));
  const owing = names.map((name) => owed.get(name) ?? NOTHING);
  for (let tries = 1; ; tries++) {
    const stored = await Promise.all(names.map((name) => read(store, name)));
    const given = stored.map((record, at) => [parsed(record), owing[at].count, owing[at].until]);
    /** @type {{ waits: number[], counters: { value?: string, leftMs: number, until: number, admitted: number, isFull?: true }[] }} */
    const counted = call(COUNT, Date.now(), max, perMs, given, positions);
    const changes = counted.counters;
    const swaps = changes.map(({ value, leftMs }, at) => value === undefined || store.swap(names[at], stored[at], value, leftMs));
    const areWritten = (await Promise.all(swaps)).map(isSwapped);
    for (const [at, { value, until, admitted }] of changes.entries()) {
      if (value === undefined || !areWritten[at]) continue;
      owed.delete(names[at]);
      owing[at] = { count: -admitted, until };
    }
    if (tries < TRIES && !areWritten.every(Boolean)) {
      await deadline.wait(Math.random() * PAUSE_MS * 2 ** (tries - 1));
      continue;
    }
    for (const [at, { until, admitted, isFull }] of changes.entries()) {
      if (!areWritten[at]) note(owed, names[at], { count: owing[at].count + admitted, until }, MAX_OWED);
      if (isFull) note(full, counters[at], { until, freshUntil: performance.now() + FULL_MS }, MAX_FULL);
    }
    return counted.waits;
  }
}

/**
 * Notes something of a counter. If there is too much, the oldest is forgotten.
 *
 * @template T
 * @param {Map<string, T>} notes
 * @param {string} name
 * @param {T} noted
 * @param {number} max
 */
function note(notes, name, noted, max) {
  notes.delete(name);
  notes.set(name, noted);
  const [oldest] = notes.keys();
  if (notes.size > max) notes.delete(oldest);
}

/**
 * @param {Store} store
 * @param {string} name
 */
async function read(store, name) {
  const record = (await store.get(name)) ?? undefined;
  if (record !== undefined && typeof record !== "string") throw new TypeError("The store returned a record that is not a string.");
  return record;
}

/**
 * Returns a record as a value; null for one that is not JSON, which counts as absent.
 *
 * @param {string | undefined} record
 */
function parsed(record) {
  try {
    return JSON.parse(record ?? "null");
  } catch {
    return null;
  }
}
