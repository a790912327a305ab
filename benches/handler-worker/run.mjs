// The handler in a Worker compared with a Worker by hand that keeps the same promises: the CPU time of workerd for a
// request, in turns, with a provider that responds immediately.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ORIGIN } from "../browser.mjs";
import { ratio } from "../race.mjs";
import { load, send } from "../worker/load.mjs";
import { cpuOf, firstRequests, lists, summaries, takeTurns, withWorkers } from "../worker/turns.mjs";
import { program } from "../worker/workerd.mjs";
import { checkSame, createLink, provider, readStatus } from "./requests.mjs";

const TURNS = { starts: 4, rounds: 10 };
// So few that all are over before a status counts as old, also on a slow machine.
const REQUESTS = 100;
const WARM_UPS = 6;
const FIRST_REQUESTS = 41;

/** Returns the rows of the table. */
export async function measure({ starts = TURNS.starts } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-bench-"));
  const providers = await Promise.all([provider(), provider(), provider()]);
  const texts = { ORIGIN, COOKIE_SECRET: "a-secret-of-more-than-thirty-two-bytes" };
  const make = (name, objects, { port }) => program(`../handler-worker/${name}.mjs`, folder, { providerPort: port, texts, objects });
  const both = async (one, other) => ({
    kyclink: await make("kyclink", "KycLinkStore", one),
    byHand: await make("by-hand", "RecordObject", other),
  });
  try {
    await withWorkers(await both(...providers), (workers) =>
      checkSame(workers.map(([, { port }], at) => ({ port, requests: providers[at].requests }))),
    );
    const [, , shared] = providers;
    const { kyclink, byHand } = await both(shared, shared);
    const { post, asks, knows } = await cpuPerRequest({ kyclink, byHand, again: byHand }, { ...TURNS, starts }, shared);
    const { first, start } = await firstRequests({ kyclink, byHand }, FIRST_REQUESTS, (port) => send(port, createLink()));
    const row = (name, times, one = "kyclink") => ({ name, ...ratio(times[one], times.byHand) });
    return [
      row("`POST /links` with a key ÷ by hand", post),
      row("by hand ÷ by hand, as a check", post, "again"),
      row("`GET /status` that asks the provider ÷ by hand", asks),
      row("by hand ÷ by hand, as a check", asks, "again"),
      row("`GET /status` that knows the status ÷ by hand", knows),
      row("by hand ÷ by hand, as a check", knows, "again"),
      row("first `POST /links` after a start ÷ by hand", first),
      row("start of workerd ÷ by hand", start),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const { close } of providers) close();
  }
}

/** Returns the CPU time of a request of each kind, per program. */
async function cpuPerRequest(programs, turns, { requests }) {
  const times = { post: lists(programs), asks: lists(programs), knows: lists(programs) };
  await takeTurns(programs, turns, async (name, worker, round) => {
    for (let turn = round < 0 ? -WARM_UPS : 0; turn <= 0; turn++) {
      for (const [kind, ms] of Object.entries(await cpuOfKinds(worker, requests))) if (round >= 0) times[kind][name].push(ms);
    }
  });
  return Object.fromEntries(Object.entries(times).map(([kind, all]) => [kind, summaries(all)]));
}

/** Returns the CPU time of a request of each kind: the browsers that have posted read their status twice. */
async function cpuOfKinds(worker, requests) {
  const cpu = async (all, reachingProvider) => {
    requests.length = 0;
    const { ms, value } = await cpuOf(worker, () => load(worker.port, all));
    if (requests.length !== reachingProvider) throw new Error(`${requests.length} requests to the provider`);
    return { ms: ms / all.length, value };
  };
  const { ms: post, value } = await cpu(
    Array.from({ length: REQUESTS }, () => createLink()),
    REQUESTS,
  );
  const reads = value.map((response) => readStatus(response));
  const { ms: asks } = await cpu(reads, REQUESTS);
  const { ms: knows } = await cpu(reads, 0);
  return { post, asks, knows };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await measure());
}
