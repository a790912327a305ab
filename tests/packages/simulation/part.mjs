/** A thread of `cargo xtask simulate-package`, which simulates a part of the worlds of Node. */

import { parentPort, workerData } from "node:worker_threads";
import { simulate } from "./node.mjs";

const { isOver, ...options } = workerData;
let shown = 0;
function progress({ onboardings }) {
  if (onboardings >= shown + 500) {
    shown = onboardings;
    console.log(`${onboardings} onboardings in part ${options.part + 1} of Node`);
  }
  return isOver[0] === 0;
}

parentPort.postMessage(await simulate({ ...options, progress }));
