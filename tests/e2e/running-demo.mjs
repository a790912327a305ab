/** Runs the demo as a child process, as a person starts it. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { signalGroup } from "../packages/helpers/programs/index.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PATIENCE = 60_000;
const REAPING = 5_000;

/** Starts the demo without waiting for anything. @param {string[]} args @param {Record<string, string>} [env] */
export function spawnDemo(args, env = {}) {
  const { SPHEREPAY_API_KEY, GRID_CLIENT_ID, GRID_CLIENT_SECRET, BRIDGE_API_KEY, ...rest } = process.env;
  // In a process group of its own, which is how all of its processes are found again.
  const child = spawn(process.execPath, ["www/demo.mjs", ...args], {
    cwd: ROOT,
    env: { ...rest, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = once(child, "close").then(([code]) => code);

  return {
    child,
    ended,
    output: () => output,

    /** Resolves with the match once the demo has printed it. @param {RegExp} pattern */
    async prints(pattern) {
      const deadline = Date.now() + PATIENCE;
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline)
          throw new Error(`the demo has not printed ${pattern}:\n${output}`);
        await sleep(20);
      }
    },

    /** Ctrl-C: the terminal sends it to the whole group. @returns {Promise<number | null>} the exit code */
    stop(signal = "SIGINT") {
      signalGroup(child, signal);
      return ended;
    },

    /**
     * Whether no process of the group is left. One that has ended counts until it is reaped, and some machines take
     * their time for that.
     */
    async isGone() {
      for (const deadline = Date.now() + REAPING; Date.now() < deadline; await sleep(20)) {
        try {
          process.kill(-child.pid, 0);
        } catch (error) {
          return error.code === "ESRCH";
        }
      }
      return false;
    },
  };
}

/** Starts the demo on a free port and waits until it can be used. */
export async function startDemo(args = [], env = {}) {
  const demo = spawnDemo(["--port", "0", ...args], env);
  const [, url] = await demo.prints(/Open {2}(\S+)/);
  return { ...demo, url, origin: new URL(url).origin };
}
