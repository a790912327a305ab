// The cost of a Worker with kyclink compared to the same Worker written by hand: both run in workerd, in turns, with a
// provider that responds immediately.
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exchanges } from "../exchanges.mjs";
import { median, ratio } from "../race.mjs";
import { program } from "./workerd.mjs";

// Two processes of the same program differ by more than two rounds of one: each program is started several times.
const STARTS = 8;
const ROUNDS = 6;
const REQUESTS = 1500;
const WARM_UP = 2000;
const CONNECTIONS = 16;
const FIRST_REQUESTS = 41;

const INPUTS = exchanges.map(({ input }) => JSON.stringify(input));

/** Returns the rows of the table. */
export async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-bench-"));
  const providers = await Promise.all([true, false].map(provider));
  const [known, chunked] = providers.map(({ port }) => port);
  const make = (name, port = known) => program(name, folder, port);
  try {
    const [kyclink, byHand, bare, warm] = await Promise.all(["kyclink", "by-hand", "bare", "warm"].map((name) => make(name)));
    const cpu = await cpuPerRequest({ kyclink, byHand, bare, again: byHand });
    const inChunks = await cpuPerRequest({ kyclink: await make("kyclink", chunked), byHand: await make("by-hand", chunked) });
    const { first, start } = await firstRequests({ kyclink, byHand, warm });
    const row = (name, times, one = "kyclink", other = "byHand") => ({ name, ...ratio(times[one], times[other]) });
    return [
      row("CPU time per request of a Worker ÷ by hand", cpu),
      row("the same ÷ by hand without these duties", cpu, "kyclink", "bare"),
      row("CPU time per request ÷ by hand, response in chunks", inChunks),
      row("by hand ÷ by hand, as a check", cpu, "again"),
      row("first request in workerd ÷ by hand", first),
      row("the same, warmed up", first, "warm"),
      row("start of workerd ÷ by hand", start),
      row("the same, warmed up", start, "warm"),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const { close } of providers) close();
  }
}

/** Returns the CPU time of a request, per program. */
async function cpuPerRequest(programs) {
  const times = lists(programs);
  for (let turn = 0; turn < STARTS; turn++) {
    await withWorkers(programs, async (workers) => {
      for (const [, { port }] of workers) await load(port, WARM_UP);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, worker] of round % 2 ? workers : workers.toReversed()) {
          times[name].push((await cpuOf(worker, () => load(worker.port, REQUESTS))) / REQUESTS);
        }
      }
    });
  }
  return summaries(times);
}

/** Returns the time of the first request after a start, and that of the start itself, per program. */
async function firstRequests(programs) {
  const [first, start] = [lists(programs), lists(programs)];
  for (let turn = -1; turn < FIRST_REQUESTS; turn++) {
    const names = Object.keys(programs);
    for (const name of turn % 2 ? names : names.toReversed()) {
      await withWorkers({ [name]: programs[name] }, async ([[, { port, startMs }]]) => {
        const begin = performance.now();
        await load(port, 1);
        // The first turn lets our own compilers warm up.
        if (turn < 0) return;
        first[name].push(performance.now() - begin);
        start[name].push(startMs);
      });
    }
  }
  return { first: summaries(first), start: summaries(start) };
}

/** Starts the programs, and stops them after the task. */
async function withWorkers(programs, task) {
  const workers = [];
  try {
    for (const [name, start] of Object.entries(programs)) workers.push([name, await start()]);
    await task(workers);
  } finally {
    for (const [, { stop }] of workers) stop();
  }
}

async function cpuOf({ cpuMs }, task) {
  const before = cpuMs();
  await task();
  return cpuMs() - before;
}

const lists = (names) => Object.fromEntries(Object.keys(names).map((name) => [name, []]));
const summaries = (lists) =>
  Object.fromEntries(Object.entries(lists).map(([name, times]) => [name, { median: median(times), minimum: Math.min(...times) }]));

/** Posts that many inputs over a few persistent connections. */
async function load(port, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const text = await post(port, INPUTS[left % INPUTS.length], agent);
      if (!text.includes("sumsub")) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, count) }, one));
  agent.destroy();
}

function post(port, input, agent = false) {
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", method: "POST", agent, headers: { "content-type": "application/json" } };
    const request = send(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text) => (body += text));
      response.on("end", () => (response.statusCode === 201 ? resolve(body) : reject(new Error(`${response.statusCode}: ${body}`))));
    });
    request.on("error", reject).end(input);
  });
}

/** Starts a provider. Without a known length, its responses come in chunks. */
function provider(hasLength) {
  let at = 0;
  const server = createServer((_, response) => {
    const { status, headers, body } = exchanges[at++ % exchanges.length].response;
    const { "content-length": length, ...others } = headers;
    response.writeHead(status, hasLength ? headers : others).end(body);
  });
  server.keepAliveTimeout = 60_000;
  const close = () => server.closeAllConnections() || server.close();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({ port: server.address().port, close })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await measure());
}
