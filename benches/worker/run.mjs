// The cost of a Worker with kyclink compared to the same Worker written by hand: both run in workerd, in turns, with a provider
// that responds immediately.
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
const STEP_ROUNDS = 15;
const STEP_CALLS = 4000;

const INPUTS = exchanges.map(({ input }) => JSON.stringify(input));

/** The rows of the table, and the shares of a request's steps. */
export async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "kyclink-bench-"));
  const providers = await Promise.all([true, false].map(provider));
  const [known, chunked] = providers.map(({ port }) => port);
  const make = (name, port = known) => program(name, folder, port);
  try {
    const [kyclink, hybrid, byHand, warm] = await Promise.all(["kyclink", "hybrid", "by-hand", "warm"].map((name) => make(name)));
    const cpu = await cpuPerRequest({ kyclink, hybrid, byHand, again: byHand });
    const inChunks = await cpuPerRequest({ kyclink: await make("kyclink", chunked), byHand: await make("by-hand", chunked) });
    const { first, start } = await firstRequests({ kyclink, byHand, warm });
    const row = (name, times, one = "kyclink") => ({ name, ...ratio(times[one], times.byHand) });
    return {
      rows: [
        row("CPU time per request of a Worker ÷ by hand", cpu),
        row("the same, response in chunks", inChunks),
        row("by hand ÷ by hand, as a check", cpu, "again"),
        row("first request in workerd ÷ by hand", first),
        row("the same, warmed up", first, "warm"),
        row("start of workerd ÷ by hand", start),
        row("the same, warmed up", start, "warm"),
      ],
      shares: shares(await loops(make), cpu),
    };
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

const STEPS = {
  nothing: { step: "nothing", without: [] },
  ...Object.fromEntries(
    ["build", "parse"].flatMap((step) => [
      [step, { step, without: [] }],
      [`${step} without wasm`, { step, without: ["wasm"] }],
      [`${step} without both`, { step, without: ["wasm", "decoding"] }],
    ]),
  ),
};

/** Returns the CPU time of building a request and parsing a response in a loop, divided into parts, per program. */
async function loops(make) {
  const programs = { kyclink: await make("steps-kyclink"), byHand: await make("steps-by-hand") };
  const times = { kyclink: lists(STEPS), byHand: lists(STEPS) };
  await withWorkers(programs, async (workers) => {
    // The first rounds let the compilers warm up.
    for (let round = -3; round < STEP_ROUNDS; round++) {
      for (const [name, worker] of workers) {
        for (const [step, what] of Object.entries(STEPS)) {
          const body = JSON.stringify({ ...what, count: STEP_CALLS });
          const time = await cpuOf(worker, () => post(worker.port, body));
          if (round >= 0) times[name][step].push(time / STEP_CALLS);
        }
      }
    }
  });
  return Object.fromEntries(Object.entries(times).map(([name, lists]) => [name, parts(summaries(lists))]));
}

function parts(times) {
  const both = (what) => times[`build${what}`].median + times[`parse${what}`].median;
  return {
    wasm: both("") - both(" without wasm"),
    decoding: both(" without wasm") - both(" without both"),
    rest: both(" without both") - 2 * times.nothing.median,
  };
}

/**
 * Returns where the CPU time of a request goes, as shares of the hand-written Worker's, and how many times as long kyclink's calls
 * take in a request as in a loop.
 */
function shares({ kyclink, byHand }, cpu) {
  const network = cpu.byHand.median - sum(byHand);
  // The hybrid is the hand-written Worker with kyclink's two calls.
  const factor = (cpu.hybrid.median - network) / sum(kyclink);
  const row = (name, ...times) => ({ name, byHand: times[0] / cpu.byHand.median, kyclink: times[1] / cpu.byHand.median });
  const rows = [
    row("fetch and HTTP", network, network),
    row("validating, building and parsing", byHand.rest, kyclink.wasm * factor),
    row("packing the arguments and other JavaScript around the calls", 0, kyclink.rest * factor),
    row("decoding", byHand.decoding, kyclink.decoding * factor),
    row("promise turns of the client: time limit, retries, cancelling", 0, cpu.kyclink.median - cpu.hybrid.median),
  ];
  return { rows, factor };
}

const sum = (times) => Object.values(times).reduce((sum, time) => sum + time, 0);

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
  const { rows, shares } = await measure();
  console.table(rows);
  console.table(shares.rows);
}
