/** Many requests of one client at once, and what they cost. */

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryStore } from "./harness.mjs";

/** What a request may cost at most. */
const MAX_OPERATIONS = 12;
const MAX_CPU_MS = 2;

export const newRequest = () => new Request("https://app.example.com/kyc/status");

/** A store that counts its operations. */
export function countingStore(inner) {
  const store = {
    operations: 0,
    get(...given) {
      store.operations++;
      return inner.get(...given);
    },
    swap(...given) {
      store.operations++;
      return inner.swap(...given);
    },
  };
  return store;
}

/** A store in memory to which each operation takes a millisecond. */
export function slowStore(inner = memoryStore()) {
  const slowly =
    (run) =>
    async (...given) => {
      await sleep(1);
      return run(...given);
    };
  return { get: slowly(inner.get), swap: slowly(inner.swap) };
}

/** Sends that many requests at once, and returns how many are admitted, after counting the operations of the store. */
export async function burst(limit, store, count, route = "status") {
  await limit(newRequest(), "page"); // the key, and what is compiled once
  const { operations } = store;
  const verdicts = await Promise.all(Array.from({ length: count }, () => limit(newRequest(), route)));
  const spent = (store.operations - operations) / count;
  assert.ok(spent <= MAX_OPERATIONS, `${spent} operations of the store for each request`);
  return verdicts.filter((verdict) => verdict === true).length;
}

/** Does the same, and checks the CPU time: in a test beside which this process does nothing else. */
export async function cheapBurst(limit, store, count, route) {
  const cpu = process.cpuUsage();
  const admitted = await burst(limit, store, count, route);
  const { user, system } = process.cpuUsage(cpu);
  assert.ok((user + system) / 1000 / count <= MAX_CPU_MS, `${(user + system) / 1000 / count} ms of CPU for each request`);
  return admitted;
}
