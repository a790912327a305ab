// A timer that runs `refresh` of an operator while a server runs.

import { misuse } from "../../module/error.js";
import { knownOptions } from "../../module/options/known-options.js";
import { describe } from "./describe.js";

const FIVE_MINUTES_MS = 300_000;
const DAY_MS = 86_400_000;

/** @type {typeof import("../../types/node.js").refreshEvery} */
export function refreshEvery(operator, options) {
  const { server, everyMs = FIVE_MINUTES_MS, limit } = knownOptions(options, { server: 1, everyMs: 1, limit: 1 });
  if (typeof operator?.refresh !== "function") throw misuse("refreshEvery: the first argument must be what createOperator returns.");
  if (typeof server?.once !== "function") throw misuse("server must be your HTTP server: the timer ends when it closes.");
  if (!Number.isInteger(everyMs) || everyMs < 1000 || everyMs > DAY_MS) {
    throw misuse("everyMs must be whole milliseconds, from a second to a day.");
  }
  const closed = new AbortController();
  let isRunning = false;
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      await operator.refresh({ limit, signal: closed.signal });
    } catch (error) {
      console.error("kyclink/node", "refresh", ...describe(error));
    } finally {
      isRunning = false;
    }
  };
  const timer = setInterval(run, everyMs);
  timer.unref();
  server.once("close", () => {
    clearInterval(timer);
    closed.abort();
  });
  void run();
}
