// Counts requests on a store, for `limitBy`. src/edge/rate decides.
//
// Requests of one client that come at the same moment would compete for one record. So one of them leads: it counts a
// group, itself and all that wait, and the first of those that have come meanwhile leads the next group. However many
// requests there are, one group of a client is at the store at a time, and it takes as many operations as one request.

import type { Deadline } from "../engine/deadline.ts";
import { within } from "../engine/deadline.ts";
import { isWorker } from "../request/client-address.ts";
import type { Store } from "../store.ts";
import type { Vault } from "../vault/vault.ts";
import { commit } from "./commit-counts.ts";
import type { RouteLimit } from "./limit-by.ts";

export type Limits = { deadline: Deadline; timeout: number };

/** A request to count. */
export interface Counted {
  /** the names of its counters without their MAC, from the narrowest network to the widest */
  counters: string[];
  limit: RouteLimit;
  vault: Vault;
}

/** A request that waits for its verdict. */
export interface Waiting {
  counters: string[];
  /** for how many milliseconds it has to wait, 0 if it is admitted; or why it could not be counted */
  end: { waitMs: number } | { cause: unknown } | undefined;
  wake: () => void;
}

/** The requests that may have a counter in common: those of one widest network to one route. */
interface Lane {
  /** the requests that no group has */
  waiting: Set<Waiting>;
  /** the group that is at the store */
  group: { leader: Waiting; requests: Waiting[] } | undefined;
  /** when the latest group began */
  since: number;
}

/** A network that is full, by the store's latest answer: when its window ends, and how long that answer counts. */
export type Full = { until: number; freshUntil: number };

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
 */
export function startCounting(store: Store) {
  /** By handler, because only its keys name a record. */
  const known: WeakMap<Vault, { lanes: Map<string, Lane>; full: Map<string, Full> }> = new WeakMap();

  return async ({ counters, limit, vault }: Counted, limits: Limits) => {
    const { lanes, full } = known.get(vault) ?? { lanes: new Map(), full: new Map() };
    known.set(vault, { lanes, full });
    const refused = refusalOf(full, counters);
    if (refused) return refused;
    const name = counters[counters.length - 1];
    const lane = laneOf(lanes, name);
    const waiting: Waiting = { counters, end: undefined, wake() {} };
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
 */
function refusalOf(full: Map<string, Full>, [, ...wider]: string[]) {
  const waits = wider.map((counter) => {
    const { until = 0, freshUntil = 0 } = full.get(counter) ?? {};
    return performance.now() < freshUntil ? until - Date.now() : 0;
  });
  return Math.max(0, ...waits);
}

/** Refuses the requests of a lane that wait although their network is full. */
function refuseFull(full: Map<string, Full>, lane: Lane) {
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
 */
function laneOf(lanes: Map<string, Lane>, name: string) {
  for (const [other, lane] of lanes) {
    if (!isStalled(lane)) break;
    lanes.delete(other);
  }
  const lane: Lane = lanes.get(name) ?? { waiting: new Set(), group: undefined, since: performance.now() };
  lanes.set(name, lane);
  return lane;
}

function isStalled({ since }: Lane) {
  return performance.now() - since >= STALL_MS;
}

/**
 * Waits until a request has its verdict or may lead, or until its group may have stalled. In a Worker, what another request
 * resolves may go on as a part of that request, which has ended or may end at any time: there, a timer of its own wakes it.
 */
function wakeOf(waiting: Waiting, looks: number, { deadline }: Limits) {
  if (isWorker()) return deadline.wait(Math.min(2 ** looks, LOOK_MS));
  const woken = new Promise((resolve) => (waiting.wake = () => resolve(undefined)));
  return Promise.race([woken, deadline.wait(STALL_MS)]);
}

/**
 * Begins a group with this request, with those of a group that has stalled, and with those that wait: as many as there is
 * room for.
 */
function begin(lanes: Map<string, Lane>, name: string, lane: Lane, waiting: Waiting) {
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

/** Counts a group, and tells each of its requests. */
async function lead(requests: Waiting[], count: (requests: Waiting[]) => Promise<number[]>) {
  let endOf: (at: number) => Waiting["end"];
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

/** Removes a request that has ended, and wakes the next one that may lead. */
function leave(lanes: Map<string, Lane>, name: string, lane: Lane, waiting: Waiting) {
  lane.waiting.delete(waiting);
  if (lane.group?.leader === waiting) lane.group = undefined;
  if (lane.group) return;
  const [next] = lane.waiting;
  if (next) next.wake();
  else if (lanes.get(name) === lane) lanes.delete(name);
}
