/** A thread of `cargo xtask simulate-package`, which simulates a part of the worlds of Node. */

import { parentPort, workerData } from "node:worker_threads";
import { simulate } from "./node.mjs";

let shown = 0;
function progress({ onboardings }) {
  if (onboardings >= shown + 500) {
    shown = onboardings;
    console.log(`${onboardings} onboardings in part ${workerData.part + 1} of Node`);
  }
}

parentPort.postMessage(await simulate({ ...workerData, progress }));
