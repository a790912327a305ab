// Counts requests on a store, for `limitBy`. src/edge/rate decides.
//
// Requests of one client that come at the same moment would compete for one record. So one of them leads: it counts a
// group, itself and all that wait, and the first of those that have come meanwhile leads the next group. However many
// requests there are, one group of a client is at the store at a time, and it takes as many operations as one request.

import { within } from "../engine/deadline.js";
import { isWorker } from "../request/client-address.js";
import { commit } from "./commit-counts.js";

/** @import { Store } from "../../../types/edge.js" */
/** @typedef {{ deadline: import("../engine/deadline.js").Deadline, timeout: number }} Limits */

/**
 * A request to count.
 *
 * @typedef {object} Counted
 * @property {string[]} counters the names of its counters without their MAC, from the narrowest network to the widest
 * @property {import("../../../types/edge.js").RouteLimit} limit
 * @property {import("../vault/vault.js").Vault} vault
 */

/**
 * A request that waits for its verdict.
 *
 * @typedef {object} Waiting
 * @property {string[]} counters
 * @property {{ waitMs: number } | { cause: unknown } | undefined} end for how many milliseconds it has to wait, 0 if it is
 *   admitted; or why it could not be counted
 * @property {() => void} wake
 */

/**
 * The requests that may have a counter in common: those of one widest network to one route.
 *
 * @typedef {object} Lane
 * @property {Set<Waiting>} waiting the requests that no group has
 * @property {{ leader: Waiting, requests: Waiting[] } | undefined} group the group that is at the store
 * @property {number} since when the latest group began
 */

/**
 * A network that is full, by the store's latest answer: when its window ends, and how long that answer counts.
 *
 * @typedef {{ until: number, freshUntil: number }} Full
 */

/**
 * How long a group may be at the store before a request that waits for it begins another one: the platform may have ended
 * the leader, because its client has left. If the first group is written nevertheless, its other requests count twice.
 */
const STALL_MS = 2000;
/** The longest pause between two looks at a group of another request, in a Worker. */
const LOOK_MS = 64;
/**
 * How many counters a group may have: an owner of a large network may send each request from another part of it, and a
 * request of a Worker on the free plan may send 50 messages.
 */
const MAX_COUNTERS = 12;

/**
 * Returns a function that counts a request, and returns for how many milliseconds it has to wait; 0 if it is admitted.
 *
 * @param {Store} store
 */
export function startCounting(store) {
  /** By handler, because only its keys name a record. @type {WeakMap<import("../vault/vault.js").Vault, { lanes: Map<string, Lane>, full: Map<string, Full> }>} */
  const known = new WeakMap();

  /**
   * @param {Counted} counted
   * @param {Limits} limits
   */
  return async ({ counters, limit, vault }, limits) => {
    const { lanes, full } = known.get(vault) ?? { lanes: new Map(), full: new Map() };
    known.set(vault, { lanes, full });
    const refused = refusalOf(full, counters);
    if (refused) return refused;
    const name = /** @type {string} */ (counters.at(-1));
    const lane = laneOf(lanes, name);
    /** @type {Waiting} */
    const waiting = { counters, end: undefined, wake() {} };
    lane.waiting.add(waiting);
    try {
      for (let looks = 0; !waiting.end; looks++) {
        if (lane.group && !isStalled(lane)) {
          await within(limits, () => wakeOf(waiting, looks, limits));
        } else {
          const group = begin(lanes, name, lane, waiting);
          await within(limits, () => lead(group, (requests) => commit({ store, full, requests, limit, vault }, limits)));
          refuseFull(full, lane);
        }
      }
    } finally {
      leave(lanes, name, lane, waiting);
    }
    if ("cause" in waiting.end) throw waiting.end.cause;
    return waiting.end.waitMs;
  };
}

/**
 * Returns for how many milliseconds a request has to wait because a network around its own is known as full; 0 if none is.
 *
 * @param {Map<string, Full>} full
 * @param {string[]} counters
 */
function refusalOf(full, [, ...wider]) {
  const waits = wider.map((counter) => {
    const { until = 0, freshUntil = 0 } = full.get(counter) ?? {};
    return performance.now() < freshUntil ? until - Date.now() : 0;
  });
  return Math.max(0, ...waits);
}

/**
 * Refuses the requests of a lane that wait although their network is full.
 *
 * @param {Map<string, Full>} full
 * @param {Lane} lane
 */
function refuseFull(full, lane) {
  for (const request of lane.waiting) {
    const waitMs = refusalOf(full, request.counters);
    if (waitMs === 0) continue;
    request.end = { waitMs };
    lane.waiting.delete(request);
    request.wake();
  }
}

/**
 * Returns the lane of this name. A platform that ends a request runs none of its code, so lanes without a leader are
 * removed here: those whose group began first are first in the map.
 *
 * @param {Map<string, Lane>} lanes
 * @param {string} name
 */
function laneOf(lanes, name) {
  for (const [other, lane] of lanes) {
    if (!isStalled(lane)) break;
    lanes.delete(other);
  }
  /** @type {Lane} */
  const lane = lanes.get(name) ?? { waiting: new Set(), group: undefined, since: performance.now() };
  lanes.set(name, lane);
  return lane;
}

/** @param {Lane} lane */
function isStalled({ since }) {
  return performance.now() - since >= STALL_MS;
}

/**
 * Waits until a request has its verdict or may lead, or until its group may have stalled. In a Worker, what another request
 * resolves may go on as a part of that request, which has ended or may end at any time: there, a timer of its own wakes it.
 *
 * @param {Waiting} waiting
 * @param {number} looks
 * @param {Limits} limits
 */
function wakeOf(waiting, looks, { deadline }) {
  if (isWorker()) return deadline.wait(Math.min(2 ** looks, LOOK_MS));
  const woken = new Promise((resolve) => (waiting.wake = () => resolve(undefined)));
  return Promise.race([woken, deadline.wait(STALL_MS)]);
}

/**
 * Begins a group with this request, with those of a group that has stalled, and with those that wait: as many as there is
 * room for.
 *
 * @param {Map<string, Lane>} lanes
 * @param {string} name
 * @param {Lane} lane
 * @param {Waiting} waiting
 */
function begin(lanes, name, lane, waiting) {
  const { leader, requests: stalled = [] } = lane.group ?? {};
  const all = new Set([waiting, ...stalled, ...lane.waiting]);
  const counters = new Set();
  const requests = [];
  lane.waiting = new Set();
  for (const request of all) {
    // The leader of the other group waits for the store, and for nobody.
    if (request.end || request === leader) continue;
    const added = request.counters.filter((counter) => !counters.has(counter));
    if (lane.waiting.size > 0 || counters.size + added.length > MAX_COUNTERS) {
      lane.waiting.add(request);
    } else {
      for (const counter of added) counters.add(counter);
      requests.push(request);
    }
  }
  lane.group = { leader: waiting, requests };
  lane.since = performance.now();
  lanes.delete(name);
  lanes.set(name, lane);
  return requests;
}

/**
 * Counts a group, and tells each of its requests.
 *
 * @param {Waiting[]} requests
 * @param {(requests: Waiting[]) => Promise<number[]>} count
 */
async function lead(requests, count) {
  /** @type {(at: number) => Waiting["end"]} */
  let endOf;
  try {
    const waits = await count(requests);
    endOf = (at) => ({ waitMs: waits[at] });
  } catch (cause) {
    endOf = () => ({ cause });
  }
  for (const [at, request] of requests.entries()) {
    request.end ??= endOf(at);
    request.wake();
  }
}

/**
 * Removes a request that has ended, and wakes the next one that may lead.
 *
 * @param {Map<string, Lane>} lanes
 * @param {string} name
 * @param {Lane} lane
 * @param {Waiting} waiting
 */
function leave(lanes, name, lane, waiting) {
  lane.waiting.delete(waiting);
  if (lane.group?.leader === waiting) lane.group = undefined;
  if (lane.group) return;
  const [next] = lane.waiting;
  if (next) next.wake();
  else if (lanes.get(name) === lane) lanes.delete(name);
}
