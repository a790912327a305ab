// Sends the mix to the Worker in workerd and to the handler in Node.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install } from "../../www/build.mjs";
import { CONNECTIONS, closeConnections } from "./send.mjs";
import { startServers } from "./servers.mjs";
import { MIX } from "./sessions.mjs";
import { startProvider } from "./start-provider.mjs";
import { Visitor } from "./visitor.mjs";

// On a disk, the time that it takes to sync each record would hide everything else.
const RAM_DISK = "/dev/shm";
const ROUNDS = 40;

/**
 * Ends after the round in which that many minutes and requests to the handler are reached, or once `signal` is aborted.
 *
 * @param {{
 *   tarball: string,
 *   minutes: number,
 *   requests: number,
 *   rounds?: number,
 *   signal?: AbortSignal,
 *   onRound?: (round: object) => void,
 * }} options
 */
export async function soak({ tarball, minutes, requests, rounds = ROUNDS, signal, onRound = () => {} }) {
  const folder = mkdtempSync(join(existsSync(RAM_DISK) ? RAM_DISK : tmpdir(), "kyclink-soak-"));
  const running = [];
  try {
    await install(tarball, folder);
    const provider = await startProvider();
    running.push(provider);
    const { worker, node } = await startServers(folder, provider, running);
    const begin = performance.now();
    const elapsed = () => (performance.now() - begin) / 60_000;
    const sent = () => worker.tally.requests + node.tally.requests;
    const inRound = requests / rounds;
    while (!signal?.aborted && (elapsed() < minutes || sent() < requests)) {
      await provider.reset();
      const end = sent() + inRound;
      const hasEnded = () => signal?.aborted || sent() >= end;
      await Promise.all([worker, node].map((server) => visit(server, provider, hasEnded)));
      for (const server of [worker, node]) server.samples.push({ requests: server.tally.requests, ...(await server.measure()) });
      onRound({ minutes: elapsed(), requests: sent(), worker, node });
    }
    return { minutes: elapsed(), requests: sent(), worker, node };
  } finally {
    for (const { stop } of running) await stop();
    closeConnections();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Runs sessions side by side, and starts new ones until the round has ended. */
async function visit(server, provider, hasEnded) {
  const { tally } = server;
  async function visitors() {
    while (!hasEnded()) {
      const [name, session] = fromMix();
      await session(new Visitor(server, name, tally), { ...provider, provider: name }).catch((error) => tally.fail(error));
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, visitors));
}

const WEIGHTED = Object.entries(MIX).flatMap(([provider, sessions]) =>
  sessions.flatMap(([weight, session]) => Array(weight).fill([provider, session])),
);
const fromMix = () => WEIGHTED[Math.floor(Math.random() * WEIGHTED.length)];
