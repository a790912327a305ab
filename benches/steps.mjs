// `cargo xtask bench steps`: what the handler's `onStep` costs, in CPU time. Creates of a handler with the hook, and of
// one without it, in turns, on a machine that does nothing else. The provider responds at once, so that nothing hides
// the cost.

import { createHandler, memoryStore } from "../target/package/dist/edge/inline.js";
import { createSandbox } from "../target/package/dist/testing/index.js";

const ORIGIN = "https://app.example.com";
const BATCHES = 400;
const BATCH = 25;

let seen = 0;
const hooks = { without: {}, onStep: { onStep: () => void seen++ } };

function handlerWith(hook) {
  const sandbox = createSandbox();
  return createHandler({
    spherepay: { apiKey: "any", baseUrl: sandbox.baseUrls.spherepay },
    provider: "spherepay",
    allowedOrigins: [ORIGIN],
    cookieSecret: crypto.randomUUID() + crypto.randomUUID(),
    store: memoryStore(),
    rateLimit: "none",
    fetch: sandbox.fetch,
    ...hook,
  });
}

let number = 0;
async function create(handler) {
  number++;
  const body = {
    type: "individual",
    email: `person.${number}@example.com`,
    phone: `+1415${String(2_000_000 + number).slice(-7)}`,
    address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
  };
  const headers = { origin: ORIGIN, "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
  const response = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body: JSON.stringify(body) }));
  if (response.status !== 201) throw new Error(`a create got ${response.status}: ${await response.text()}`);
}

async function batch(handler) {
  const start = process.cpuUsage();
  for (let at = 0; at < BATCH; at++) await create(handler);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / BATCH;
}

const times = { without: [], onStep: [] };
for (let at = 0; at < BATCHES; at++) {
  // New handlers, because a sandbox searches all of its customers.
  const order = at % 2 ? ["without", "onStep"] : ["onStep", "without"];
  for (const name of order) times[name].push(await batch(handlerWith(hooks[name])));
}
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const least = (list) => Math.min(...list);
const percent = (of) => `${((of(times.onStep) / of(times.without) - 1) * 100).toFixed(1)} %`;
console.log(
  `${seen / (BATCHES * BATCH)} steps in a create; onStep costs ${percent(median)} of its CPU time (median), ${percent(least)} (fastest)`,
);
