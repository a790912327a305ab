// The cost of a Worker with kyclink compared to the same Worker written by hand: both run in workerd itself (not in miniflare,
// whose own Worker costs more than either), in turns, with a provider that responds immediately. It measures the CPU time of the
// process (/proc/<pid>/stat), which does not depend on other load.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import workerd from "workerd";

const ROUNDS = 15;
const REQUESTS = 6000;
const CONNECTIONS = 16;
// Clock ticks of /proc: USER_HZ is 100 on every Linux that Node runs on.
const TICK_US = 10_000;

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const APPLICANT = JSON.stringify({
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", line2: "Suite 4700", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
});
const ANSWER = JSON.stringify({
  customerId: "customer_b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7",
  url: "https://in.sumsub.com/websdk/p/sbx_uq30ag1ov7oHZhmx",
  expiresAt: "2030-03-09T20:46:31.305Z",
});

/** `{ cpu, chunked, first, eager }`: CPU time per request, with a response with and without Content-Length, and the time of the first request after the start, as multiples of the hand-written Worker's. */
export async function measure() {
  const providers = await Promise.all(
    [{ "content-length": ANSWER.length }, {}].map((length) =>
      listen((_, response) => response.writeHead(201, { "content-type": "application/json", ...length }).end(ANSWER)),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), "kyclink-bench-"));
  try {
    const [programs, inChunks] = await Promise.all(
      providers.map(({ port }) => Promise.all(["kyclink", "by-hand", "eager"].map((name) => program(name, folder, port)))),
    );
    const firsts = programs.map(() => []);
    for (let turn = 0; turn < 9; turn++) for (const [at, start] of programs.entries()) firsts[at].push(await first(start));
    const [lazy, byHand, eager] = firsts.map(median);
    return {
      cpu: await race(programs.slice(0, 2)),
      chunked: await race(inChunks.slice(0, 2)),
      first: lazy / byHand,
      eager: eager / byHand,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const provider of providers) provider.close();
  }
}

async function race(programs) {
  const running = await Promise.all(programs.map((start) => start()));
  try {
    const times = running.map(() => []);
    for (let round = -1; round < ROUNDS; round++) {
      for (const [at, worker] of round % 2 ? [...running.entries()] : [...running.entries()].reverse()) {
        const before = worker.cpu();
        await load(worker.port, REQUESTS);
        // The round before the first lets the compilers warm up.
        if (round >= 0) times[at].push((worker.cpu() - before) / REQUESTS);
      }
    }
    // Consecutive runs had the same load on the machine.
    return median(times[0].map((time, round) => time / times[1][round]));
  } finally {
    for (const worker of running) worker.stop();
  }
}

async function first(start) {
  const worker = await start();
  try {
    const begin = performance.now();
    await load(worker.port, 1);
    return performance.now() - begin;
  } finally {
    worker.stop();
  }
}

/** Starts workerd with a Worker. */
async function program(name, folder, providerPort) {
  const config = join(folder, `${name}-${providerPort}.capnp`);
  const text = await bundle(name);
  writeFileSync(join(folder, `${name}.mjs`), text);
  writeFileSync(join(folder, "kyclink.wasm"), readFileSync(at("../../target/package/dist/kyclink.wasm")));
  return async () => {
    const port = await free();
    writeFileSync(config, capnp(name, port, providerPort));
    const child = spawn(workerd.default, ["serve", config], { stdio: ["ignore", "inherit", "inherit"] });
    await ready(port);
    return { port, cpu: () => cpuUs(child.pid), stop: () => child.kill("SIGKILL") };
  };
}

async function bundle(name) {
  const package_ = {
    name: "package",
    setup: (build) => {
      build.onResolve({ filter: /^kyclink$/ }, () => ({ path: at("../../target/package/dist/entry/workerd.js") }));
      build.onResolve({ filter: /\.wasm$/ }, () => ({ path: "./kyclink.wasm", external: true }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [at(`${name}.mjs`)],
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    target: "es2022",
    loader: { ".csv": "text" },
    plugins: [package_],
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

const capnp = (name, port, providerPort) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "internet", network = (allow = ["local", "private"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "${name}.mjs"), (name = "kyclink.wasm", wasm = embed "kyclink.wasm")],
  compatibilityDate = "2026-04-01",
  bindings = [(name = "KEY", text = "secret_bench"), (name = "PROVIDER", text = "http://127.0.0.1:${providerPort}")]
);
`;

/** Posts the applicant that many times over a few persistent connections. */
async function load(port, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = count;
  const one = async () => {
    while (left-- > 0) await post(port, agent);
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, count) }, one));
  agent.destroy();
}

function post(port, agent) {
  return new Promise((resolve, reject) => {
    const request = send(
      { port, host: "127.0.0.1", method: "POST", agent, headers: { "content-type": "application/json" } },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => (body += text));
        response.on("end", () =>
          response.statusCode === 201 && body.includes("sumsub") ? resolve() : reject(new Error(`${response.statusCode}: ${body}`)),
        );
      },
    );
    request.on("error", reject).end(APPLICANT);
  });
}

async function ready(port) {
  for (let tries = 0; tries < 200; tries++) {
    const open = await new Promise((resolve) => {
      const request = send({ port, host: "127.0.0.1", method: "HEAD", agent: false }, (response) => resolve(Boolean(response.resume())));
      request.on("error", () => resolve(false)).end();
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("workerd did not start");
}

function listen(handler) {
  const server = createServer(handler);
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({ port: server.address().port, close: () => server.closeAllConnections() || server.close() }),
    ),
  );
}

async function free() {
  const { port, close } = await listen(() => {});
  close();
  return port;
}

/** User and system time: fields 14 and 15, counted after the name, which may contain any character. */
function cpuUs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await measure());
