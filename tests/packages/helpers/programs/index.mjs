/**
 * The programs that tests, benchmarks and screenshots start beside Node: a browser, the server of a database. They come
 * from `cargo xtask with` alone (xtask/src/programs.rs), which installs what is missing. Whatever else a machine has
 * must not help, or a file would pass only there.
 */

import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { relative } from "node:path";

/** The variable that `cargo xtask with <need>` sets to the path of its program. */
export const VARIABLES = {
  chromium: "CHROMIUM",
  "chromium-headless": "CHROMIUM_HEADLESS",
  firefox: "FIREFOX",
  webkit: "WEBKIT_DRIVER",
  xvfb: "XVFB",
  redis: "REDIS_SERVER",
  postgres: "POSTGRES",
};

/** What every Chromium is started with. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Returns the path of a program.
 *
 * @param {keyof typeof VARIABLES} need
 * @throws {Error} with the command that provides the program, if nothing has
 */
export function program(need) {
  const path = process.env[VARIABLES[need]];
  if (path) return path;
  const file = relative(process.cwd(), process.argv[1] ?? "<file>");
  const node = process.env.NODE_TEST_CONTEXT ? "node --test" : "node";
  throw new Error(`${file} needs ${need}: run \`cargo xtask with ${need} -- ${node} ${file}\`.`);
}

/**
 * Returns a port that nobody listens at, for a program that finds none itself. Whoever asks the system for any port gets one
 * above these, so that nobody takes it before the program does.
 */
export async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(Boolean, () => false);
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

/**
 * Sends a signal to a program that was started `detached`, and to all that it has started. A group whose last process has
 * ended before Node has heard of it is not there any more: that is what was wanted.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export function signalGroup(child, signal = "SIGKILL") {
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
