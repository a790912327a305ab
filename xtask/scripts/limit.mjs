/**
 * `node --import ./xtask/scripts/limit.mjs --test …`: ends a process of tests if one of them takes longer than any may,
 * or if it stays alive after the last one. Its file has then failed, and the log names the test, or what is open: a
 * server, say, that a failed `before` has started. Node's own limit is for a whole file.
 */

import { channel } from "node:diagnostics_channel";
import { performance } from "node:perf_hooks";
import { after, afterEach, beforeEach } from "node:test";
// Tests may replace the global ones.
import { clearTimeout, setInterval, setTimeout } from "node:timers";

const LIMIT_MS = Number(process.env.KYCLINK_TEST_LIMIT_MS ?? 300_000);
/** How long a file may take to close what it opened, if a test has failed and if none has. */
const CLOSING_MS = { failed: 5_000, passed: 60_000 };

// Node imports this file into the process of each test file, and into the one that starts them.
if (process.env.NODE_TEST_CONTEXT !== undefined) {
  const timers = new Map();
  let idleSince = performance.now();
  beforeEach((test) => {
    const stop = () => end(`"${test.name}" takes more than ${LIMIT_MS} ms`);
    timers.set(test, setTimeout(stop, LIMIT_MS).unref());
  });
  afterEach((test) => {
    clearTimeout(timers.get(test));
    timers.delete(test);
    idleSince = performance.now();
  });
  // Node calls this after the last test that it knows; a module that waits may add more.
  after(() => {
    idleSince = performance.now();
    const look = () => {
      const limit = process.exitCode ? CLOSING_MS.failed : CLOSING_MS.passed;
      if (timers.size > 0 || performance.now() - idleSince < limit) return;
      end(`all tests have ended, and these are open after ${limit} ms: ${process.getActiveResourcesInfo().join(", ")}`);
    };
    setInterval(look, 500).unref();
  });

  const children = new Set();
  channel("child_process").subscribe(({ process: child }) => children.add(child));
  process.on("exit", () => children.forEach(kill));
}

function end(why) {
  console.error(why);
  process.exit(1);
}

/** Ends a program that a test has left running, with the processes that it started in a group of its own. */
function kill({ pid, exitCode, signalCode }) {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  for (const id of [-pid, pid]) {
    try {
      process.kill(id, "SIGKILL");
    } catch {
      // There is no such group, or the process has ended.
    }
  }
}
