/** Whether something is kept: collects what nothing refers to. */

import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

/** Calls a function that returns objects, and returns how many of them are left afterwards. */
export async function countKept(make) {
  const references = (await make()).map((object) => new WeakRef(object));
  // A WeakRef keeps its object until the end of the job.
  await setImmediate();
  gc();
  return references.filter((reference) => reference.deref() !== undefined).length;
}
