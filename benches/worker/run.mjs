// The cost of a Worker with kyclink compared to the same Worker written by hand: both run in workerd, in turns, with a
// provider that responds immediately.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exchanges } from "../exchanges.mjs";
import { ratio } from "../race.mjs";
import { listen, load } from "./load.mjs";
import { cpuOf, firstRequests, lists, summaries, takeTurns } from "./turns.mjs";
import { program } from "./workerd.mjs";

const TURNS = { starts: 8, rounds: 6 };
const REQUESTS = 1500;
const WARM_UP = 2000;
const FIRST_REQUESTS = 41;

const headers = { "content-type": "application/json" };
const INPUTS = exchanges.map(({ input }) => ({ method: "POST", headers, body: JSON.stringify(input), status: 201 }));

/** Returns the rows of the table. */
export async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-bench-"));
  const providers = await Promise.all([true, false].map(provider));
  const [known, chunked] = providers.map(({ port }) => port);
  const make = (name, providerPort = known) => program(`${name}.mjs`, folder, { providerPort });
  try {
    const [kyclink, byHand, bare] = await Promise.all(["kyclink", "by-hand", "bare"].map((name) => make(name)));
    const cpu = await cpuPerRequest({ kyclink, byHand, bare, again: byHand });
    const inChunks = await cpuPerRequest({ kyclink: await make("kyclink", chunked), byHand: await make("by-hand", chunked) });
    const { first, start } = await firstRequests({ kyclink, byHand }, FIRST_REQUESTS, (port) => post(port, 1));
    const row = (name, times, one = "kyclink", other = "byHand") => ({ name, ...ratio(times[one], times[other]) });
    return [
      row("CPU time per request of a Worker ÷ by hand", cpu),
      row("the same ÷ by hand without these duties", cpu, "kyclink", "bare"),
      row("CPU time per request ÷ by hand, response in chunks", inChunks),
      row("by hand ÷ by hand, as a check", cpu, "again"),
      row("first request in workerd ÷ by hand", first),
      row("start of workerd ÷ by hand", start),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const { close } of providers) close();
  }
}

/** Returns the CPU time of a request, per program. */
async function cpuPerRequest(programs) {
  const times = lists(programs);
  await takeTurns(programs, TURNS, async (name, worker, round) => {
    if (round < 0) return post(worker.port, WARM_UP);
    const { ms } = await cpuOf(worker, () => post(worker.port, REQUESTS));
    times[name].push(ms / REQUESTS);
  });
  return summaries(times);
}

/** Posts that many inputs. */
async function post(port, count) {
  const responses = await load(
    port,
    Array.from({ length: count }, (_, at) => INPUTS[at % INPUTS.length]),
  );
  for (const { text } of responses) if (!text.includes("sumsub")) throw new Error(text);
}

/** Starts a provider. Without a known length, its responses come in chunks. */
function provider(hasLength) {
  let at = 0;
  return listen((_, response) => {
    const { status, headers, body } = exchanges[at++ % exchanges.length].response;
    const { "content-length": length, ...others } = headers;
    response.writeHead(status, hasLength ? headers : others).end(body);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await measure());
}
