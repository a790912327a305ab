// A timer that runs `refresh` of an operator while a server runs.

import { misuse } from "../../module/error.ts";
import { knownOptions } from "../../module/options/known-options.ts";
import type { Operator } from "../edge/operator/operator.ts";
import { describe } from "./describe.ts";

/** The options of {@link refreshEvery}. */
export interface RefreshEveryOptions {
  /** The server with which the timer ends: the one that `createServer`, `listen` of Express or `serve` of Hono returns. */
  server: {
    /** Adds a listener that is called once. */
    once(event: "close", listener: () => void): unknown;
  };
  /**
   * The time from the beginning of a run to that of the next one, in milliseconds, from a second to a day. If a run takes
   * longer, the next one is left out.
   *
   * @default 300_000
   */
  everyMs?: number | undefined;
  /**
   * The most requests that a run sends to providers.
   *
   * @default 100
   */
  limit?: number | undefined;
}

const FIVE_MINUTES_MS = 300_000;
const DAY_MS = 86_400_000;

/**
 * Calls `refresh` of an operator at once and then every five minutes, until the server closes; a run that is under way
 * then ends early. Two runs never overlap, a run that fails is logged (`console.error`) and followed by the next, and the
 * timer does not keep the process alive. Each process may have a timer: they share the work.
 *
 * @param operator - such as `createOperator` of `kyclink/edge` returns
 * @param options - the server, and how often
 * @throws {KycLinkError} `invalid_config` if an option does not exist or is invalid
 * @example
 * ```js
 * import { createServer } from "node:http";
 * import { createHandler, createOperator } from "kyclink/edge";
 * import { refreshEvery, toNodeHandler } from "kyclink/node";
 *
 * const server = createServer(toNodeHandler(createHandler(config))).listen(8787);
 * refreshEvery(createOperator(config), { server });
 * ```
 */
export function refreshEvery(operator: Pick<Operator, "refresh">, options: RefreshEveryOptions): void {
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
