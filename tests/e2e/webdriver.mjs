/** A client of WebDriver, for a driver with one session, and the screen that its browser needs. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, program as pathOf } from "../packages/helpers/programs/index.mjs";

const STARTS_MS = 20_000;
/** Ends a program and what it has started as soon as its input ends: also where this process is killed. */
const GUARD = '"$@" < /dev/null & cat > /dev/null; kill -s KILL 0';

/** Starts a program; `stop` ends it with all that it has started. */
function start(program, args, env, stdio) {
  const child = spawn("sh", ["-c", GUARD, "sh", program, ...args], { env: { ...process.env, ...env }, detached: true, stdio });
  const closed = once(child, "close");
  const stop = () => {
    child.stdin.end();
    return closed;
  };
  return { child, stop };
}

/** Starts an X server without a screen. */
export async function startScreen() {
  const screen = start(pathOf("xvfb"), ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {}, [
    "pipe",
    "ignore",
    "ignore",
    "pipe",
  ]);
  const number = await Promise.race([once(screen.child.stdio[3], "data"), sleep(STARTS_MS, undefined, { ref: false })]);
  if (number === undefined) throw new Error("Xvfb does not start");
  return { display: `:${String(number).trim()}`, stop: screen.stop };
}

/**
 * Starts a driver and its session. Commands run one after another: each needs the window or the frame that the one
 * before may have left.
 *
 * @param {string} program
 * @param {Record<string, string>} env
 * @param {object} capabilities
 */
export async function startSession(program, env, capabilities) {
  const port = await freePort();
  const driver = start(program, [`--port=${port}`], env, ["pipe", "ignore", "ignore"]);
  async function send(method, path, body) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }
  const isReady = () => send("GET", "/status").catch(() => undefined);
  for (const deadline = Date.now() + STARTS_MS; !(await isReady()); await sleep(20))
    if (Date.now() > deadline) {
      await driver.stop();
      throw new Error(`${program} does not start`);
    }
  const { sessionId, capabilities: found } = await send("POST", "/session", { capabilities: { alwaysMatch: capabilities } });

  let last = Promise.resolve();
  return {
    version: found.browserVersion,
    /** Runs commands without others between them. @param {(send: (method: string, path: string, body?: object) => any) => any} commands */
    run(commands) {
      const result = last.then(() => commands((method, path, body) => send(method, `/session/${sessionId}${path}`, body)));
      last = result.catch(() => {});
      return result;
    },
    stop: driver.stop,
  };
}
