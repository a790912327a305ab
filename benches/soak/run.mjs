// `cargo xtask soak`: people in front of the handler, in Node and in workerd, until that many minutes and requests are
// reached, or until Ctrl-C. After each round both collect garbage, and say what they have in memory: the slope is what
// requests leave behind. Fails if a response is not the expected one.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LIFETIME_MS, shortLived, wasmUse } from "./instances.mjs";

// The package makes its instance after `instances.mjs` has begun to count.
const { createHandler, memoryStore, ORIGIN, SECRET } = await import("../../tests/packages/helpers/edge/harness.mjs");
const { anySession } = await import("./sessions.mjs");
const { send } = await import("../worker/load.mjs");
const { program } = await import("../worker/workerd.mjs");
const { startProvider } = await import("./provider.mjs");

const ROUNDS = 40;
const AT_ONCE = 16;
/** The compilers, the heaps and the number of records settle in this share of the rounds. */
const WARM_UP = 0.2;
const MIB = 1 << 20;

const { values } = parseArgs({ options: { minutes: { type: "string" }, requests: { type: "string" }, out: { type: "string" } } });
let isInterrupted = false;
process.once("SIGINT", () => (isInterrupted = true));
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
// On a disk, the time that it takes to sync each record would hide everything else.
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "kyclink-soak-"));
const unexpected = new Map();
const isUnexpected = (what) => unexpected.set(what, (unexpected.get(what) ?? 0) + 1);
/** What `onError` gets of the sessions: refused webhooks, wrong codes, the provider's failures, and advice. */
const PROVOKED = [
  ...["webhook_signature", "provider_rejected", "invalid_config", "advice"],
  ...["unavailable", "rate_limited", "outcome_unknown", "unexpected_response"],
];

const { sandbox, reset, close } = await startProvider();
const keys = await sandbox().webhookKeys();
const { spherepay, grid } = sandbox().baseUrls;
const config = {
  spherepay: { apiKey: "sandbox", baseUrl: spherepay, profiles: ["kyc_profile_a"], webhookSecret: keys.spherepay },
  grid: { clientId: "sandbox", clientSecret: "sandbox", baseUrl: grid, webhookPublicKey: keys.grid },
  allowedOrigins: [ORIGIN],
  cookieSecret: SECRET,
  rateLimit: "none",
  timeout: 15_000,
};
const servers = [inNode(), await inWorkerd()];
const begin = performance.now();
const minutes = () => (performance.now() - begin) / 60_000;
const sent = () => servers.reduce((sum, { requests }) => sum + requests, 0);
while (!isInterrupted && (minutes() < Number(values.minutes) || sent() < Number(values.requests))) {
  reset();
  const inRound = Number(values.requests) / ROUNDS / servers.length;
  const ends = servers.map((server) => [server, server.requests + inRound]);
  await Promise.all(ends.flatMap(([server, end]) => Array.from({ length: AT_ONCE }, () => visitor(server, end))));
  for (const server of servers) server.samples.push({ requests: server.requests, ...(await server.measure()) });
  console.log(`${minutes().toFixed(1)} min, ${sent()} requests`);
}
for (const { stop } of servers) stop();
close();
rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
const text = report();
console.log(text);
writeFileSync(values.out, text);
if (unexpected.size > 0) process.exitCode = 1;

/** Runs one session after another, until the round has ended. */
async function visitor(server, end) {
  const fetch = (request) => {
    server.requests++;
    return server.fetch(request);
  };
  while (!isInterrupted && server.requests < end) {
    await anySession()({ fetch, sandbox }).catch(({ message }) => isUnexpected(`${server.name}, ${message}`));
  }
}

/** The handler in this process. */
function inNode() {
  const provider = ({ address }) => (address.country === "DE" ? "grid" : "spherepay");
  const onError = ({ code }) => PROVOKED.includes(code) || isUnexpected(`Node reports ${code}`);
  const fetch = createHandler({ ...config, provider, onError, store: shortLived(memoryStore()) });
  const measure = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return { bytes: heapUsed + external, ...wasmUse() };
  };
  return { name: "Node", what: "heap and buffers after a collection", requests: 0, samples: [], fetch, measure, stop() {} };
}

/** The same handler in a Worker, with pages and Durable Objects. */
async function inWorkerd() {
  const records = join(folder, "records");
  mkdirSync(records);
  const texts = { CONFIG: JSON.stringify(config) };
  const start = await program("../soak/worker.mjs", folder, { providerPort: 0, texts, objects: "KycLinkStore", records });
  const { port, rssBytes, stop } = await start();
  // workerd closes a connection that was idle for five seconds: this side must do so first.
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE, timeout: 2_000 });
  const fetch = async (request) => {
    const { pathname } = new URL(request.url);
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    const headers = Object.fromEntries(request.headers);
    const { status, headers: received, text } = await send(port, { method: request.method, path: pathname, headers, body }, agent);
    return new Response(text === "" ? null : text, { status, headers: Object.entries(received).flatMap(pairs) });
  };
  const measure = async () => {
    const { text } = await send(port, { method: "GET", path: "/soak" });
    return { bytes: rssBytes(), ...JSON.parse(text) };
  };
  return { name: "Worker", what: "RSS", requests: 0, samples: [], fetch, measure, stop };
}

/** A header as pairs: node:http has several of one name in a list. */
function pairs([name, value]) {
  return [value].flat().map((one) => [name, one]);
}

function report() {
  const number = (count) => count.toLocaleString("en-US");
  const mib = (bytes) => `${(bytes / MIB).toFixed(0)} MiB`;
  const row = ({ name, what, requests, samples }) => {
    const settled = samples.slice(Math.floor(samples.length * WARM_UP));
    const { slope, error } = line(settled.map(({ requests, bytes }) => ({ x: requests / 1e5, y: bytes / MIB })));
    const { bytes, instances, wasmBytes } = samples.at(-1);
    const growth = `${slope.toFixed(1)} ± ${error.toFixed(1)} MiB`;
    return `| ${[name, number(requests), what, mib(settled[0].bytes), mib(bytes), growth, instances, mib(wasmBytes)].join(" | ")} |`;
  };
  const others = [...unexpected].map(([what, count]) => `- ${what} (${number(count)})`);
  return `\`cargo xtask soak\` sent **${number(sent())} requests** to the handler in ${minutes().toFixed(0)} minutes, and checked every response.
${others.length > 0 ? ["Not as expected:", "", ...others].join("\n") : "Each was the expected one."}

| server | requests | measure | after the warm-up | at the end | per 10⁵ requests | wasm instances | memory of the last |
|---|--:|---|--:|--:|--:|--:|--:|
${servers.map(row).join("\n")}

The growth is the slope of a line through the samples after the warm-up (a fifth of the run), with its standard error.
A wrapper around the store limits the life of a record to ${LIFETIME_MS / 1000} seconds, so that as many records expire as are written.
`;
}

/** Fits a line by least squares: `{ slope, error }`, where `error` is the standard error of the slope. */
function line(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)];
  const sxx = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / sxx;
  const rest = points.reduce((sum, { x, y }) => sum + (y - y0 - slope * (x - x0)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / sxx) };
}
