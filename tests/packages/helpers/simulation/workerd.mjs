/**
 * The simulation in workerd: the Worker with real Durable Objects is killed (SIGKILL) and started again at random, its
 * storage stays. Which people and faults there are follows from the seed; the order of events depends on the machine.
 */

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createSandbox, ORIGIN, SECRET } from "../edge/harness.mjs";
import { startWorker } from "../edge/workerd.mjs";
import { scratch } from "../install/index.mjs";
import { generator } from "../schema/inputs.mjs";
import { flaky } from "./faults.mjs";
import { Ledger } from "./ledger.mjs";
import { courier, onboarding } from "./people.mjs";

const ENTRY = fileURLToPath(new URL("worker.mjs", import.meta.url));
/** They wait most of the time. */
const AT_ONCE = 60;
// Long enough for a machine that is busy with something else.
const TIMEOUT = 10_000;

/** Simulates `count` onboardings, with a kill about every `every` milliseconds until half of them are through. */
export async function simulateWorkerd({ seed, count, every = 4_000, isShort = false }) {
  const random = generator(seed);
  const ledger = new Ledger({ isShort });
  const world = {
    random,
    ledger,
    faults: {},
    requests: 0,
    pace: 0.2,
    latency: 20,
    longest: 2_000,
    longestWait: 60_000,
    faultsUntil: Infinity,
    settlesWithin: isShort ? 90_000 : 400_000,
  };
  world.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const server = await serve(world);
  const folder = scratch();
  const start = async () => startWorker(await configOf(world, server.origin), { folder, entry: ENTRY });
  let worker = start();
  let kills = 0;
  let begun = 0;
  let finished = 0;
  world.fetch = async (request) => {
    world.requests++;
    return (await worker).fetch(request);
  };
  const post = courier(world);
  const killer = (async () => {
    do {
      await world.sleep(every * (0.5 + random()));
      const killed = await worker;
      // Requests that are sent meanwhile wait for the next process.
      worker = killed.close().then(start);
      await worker;
      kills++;
    } while (finished < count / 2);
    world.faultsUntil = Date.now();
  })();
  const lane = async () => {
    for (let at = begun++; at < count; at = begun++) {
      await onboarding(world, String(at), at % 2 ? "grid" : "spherepay");
      finished++;
    }
  };
  await Promise.all([killer, ...Array.from({ length: Math.min(AT_ONCE, Math.ceil(count / 2)) }, lane)]);
  await post.close();
  await (await worker).close();
  await server.close();
  const { requests, faults } = world;
  const { undecided, givenUp, inWork, events, handedOver, violations } = ledger;
  return {
    onboardings: count,
    kills,
    customers: world.sandbox.customers().length,
    events,
    handedOver,
    requests,
    undecided,
    givenUp,
    inWork,
    faults,
    violations,
  };
}

async function configOf({ sandbox, ledger }, sink) {
  const [spherepay, grid] = await Promise.all(["spherepay", "grid"].map((name) => sandbox.signWebhook(name, {})));
  const handler = {
    spherepay: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.spherepay, profiles: ["kyc_profile_a"], webhookSecret: spherepay.secret },
    grid: { clientId: "id-of-ours", clientSecret: "secret-of-ours", baseUrl: sandbox.baseUrls.grid, webhookPublicKey: grid.publicKey },
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    rateLimit: "none",
    timeout: TIMEOUT,
  };
  ledger.keepSecret(handler.spherepay.apiKey, spherepay.secret, handler.grid.clientSecret, SECRET);
  return { sink, handler };
}

/** The sandbox behind a network that fails, and what the Worker's hooks talk to. */
async function serve(world) {
  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.on("close", () => gone.abort(new Error("closed")));
    try {
      const body = await bodyOf(request);
      if (request.url === "/event") world.ledger.received(body);
      if (request.url === "/error") world.ledger.seen("onError", body);
      if (["/event", "/error"].includes(request.url)) return void response.end();
      const reply = await network(origin + request.url, { method: request.method, headers: request.headers, body, signal: gone.signal });
      response.writeHead(reply.status, Object.fromEntries(reply.headers));
      response.end(await reply.text());
    } catch {
      response.destroy();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  world.sandbox = createSandbox({ origin });
  // What the Worker no longer waits for happens all the same.
  const network = flaky(world, (url, { signal, ...init }) => world.sandbox.fetch(url, init));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin, close };
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined;
}
