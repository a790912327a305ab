/** The simulation in Node: many small worlds in virtual time. The same seed gives the same run. */

import { configOf, createHandler, createSandbox, memoryStore } from "../edge/harness.mjs";
import { subpath } from "../install/index.mjs";
import { generator } from "../schema/inputs.mjs";
import { flaky, hostile, servers } from "./faults.mjs";
import { Ledger } from "./ledger.mjs";
import { courier, onboarding } from "./people.mjs";
import { inVirtualTime } from "./time.mjs";

const { onboardingPage } = await subpath("page");

const page = onboardingPage();
const PEOPLE = 10;
const MINUTE = 60_000;

/**
 * Simulates `count` onboardings; `only` is one world of them, and `part` one of so many `parts`. Returns violations,
 * each with its world, and what was counted.
 */
export async function simulate({ seed, count, only, part = 0, parts = 1, progress = () => {} }) {
  const total = { onboardings: 0, customers: 0, events: 0, requests: 0, handedOver: 0, undecided: 0, faults: {}, violations: [] };
  // What a process does only once, it does now: otherwise the first world would be another one than after others.
  await inVirtualTime(seed, () => live(seed, PEOPLE, "grid"));
  for (let number = 0; number * PEOPLE < count; number++) {
    // Pairs of worlds, because every other one is of another provider.
    if (Math.floor(number / 2) % parts !== part || (only ?? number) !== number) continue;
    const worldSeed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b);
    const people = Math.min(PEOPLE, count - number * PEOPLE);
    const world = await inVirtualTime(worldSeed, () => live(worldSeed, people, number % 2 ? "grid" : "spherepay"));
    total.onboardings += people;
    total.customers += world.sandbox.customers().length;
    total.undecided += world.ledger.undecided;
    total.events += world.ledger.events;
    total.handedOver += world.ledger.handedOver;
    total.requests += world.requests;
    for (const [kind, times] of Object.entries(world.faults)) total.faults[kind] = (total.faults[kind] ?? 0) + times;
    total.violations.push(...world.ledger.violations.map((text) => `world ${number}: ${text}`));
    progress(total);
    if (total.violations.length > 0) break;
  }
  return total;
}

async function live(seed, people, provider) {
  const ledger = new Ledger();
  const world = { random: generator(seed), ledger, faults: {}, requests: 0, pace: 1, latency: 300, longest: 40_000, longestWait: Infinity };
  world.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  world.faultsUntil = Date.now() + 5 * MINUTE;
  // An event stays in work for five minutes after its process died.
  world.settlesWithin = 8 * MINUTE;
  world.sandbox = createSandbox();
  const keys = { spherepay: await world.sandbox.signWebhook("spherepay", {}), grid: await world.sandbox.signWebhook("grid", {}) };
  const store = memoryStore();
  const config = configOf(world.sandbox, { provider });
  config.spherepay.webhookSecret = keys.spherepay.secret;
  config.grid.webhookPublicKey = keys.grid.publicKey;
  ledger.keepSecret(config.spherepay.apiKey, config.grid.clientSecret, config.cookieSecret, keys.spherepay.secret);
  const network = flaky(world, world.sandbox.fetch);
  const shared = hostile(world, store);
  const hear = (where) => (error) => ledger.seen(where, `${JSON.stringify(error)}${error?.message}`);
  const response = servers(world, 3, (wrap) =>
    createHandler({
      ...config,
      page,
      fetch: wrap(network),
      store: { get: wrap(shared.get), swap: wrap(shared.swap) },
      onEvent: wrap(async ({ id }) => ledger.received(id)),
      onError: hear("onError"),
      onStep: hear("onStep"),
    }),
  );
  world.fetch = (request) => {
    world.requests++;
    return response(request);
  };
  const post = courier(world);
  const begin = async (at) => {
    await world.sleep(world.random() * MINUTE);
    await onboarding(world, String(at), provider);
  };
  await Promise.all(Array.from({ length: people }, (_, at) => begin(at)));
  await post.close();
  return world;
}
