/** Networks and stores that fail. Every fault counts in `faults`, and none happens after `until`. */

const never = () => new Promise(() => {});

/** Whether a fault happens now. */
function strikes(world, kind, probability) {
  if (Date.now() >= world.faultsUntil || world.random() >= probability) return false;
  world.faults[kind] = (world.faults[kind] ?? 0) + 1;
  return true;
}

/**
 * The network to a provider: slow, loses requests and responses, delays, repeats reads, and has gateways that respond
 * themselves.
 */
export function flaky(world, fetch) {
  return async (url, init) => {
    const method = init?.method ?? "GET";
    await world.sleep(world.random() * world.latency);
    if (strikes(world, "a request to the provider lost", 0.04)) throw new TypeError("fetch failed");
    if (strikes(world, "a request to the provider without a response", 0.02)) return aborted(init?.signal);
    if (strikes(world, "a response of a gateway", 0.04)) return gateway(world.random());
    if (strikes(world, "a request to the provider delayed", 0.03)) await world.sleep(world.random() * world.longest);
    // The library waits five seconds for a request that was given up: no network here delivers one later.
    if (init?.signal?.aborted) throw init.signal.reason;
    if (method === "GET" && strikes(world, "a read sent twice", 0.05)) await fetch(url, init);
    const response = await fetch(url, init);
    world.ledger.provided(method, url, init?.body, response.clone());
    if (strikes(world, "a response of the provider lost", 0.05)) throw new TypeError("fetch failed");
    if (strikes(world, "a response of the provider delayed", 0.03)) await world.sleep(world.random() * world.longest);
    return response;
  };
}

/** Waits until the caller gives up. */
const aborted = (signal) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

function gateway(random) {
  if (random < 0.25) return new Response("<h1>It works!</h1>", { status: 200, headers: { "content-type": "text/html" } });
  if (random < 0.5) return new Response("", { status: 429, headers: { "retry-after": "2" } });
  return new Response("<h1>Bad Gateway</h1>", { status: random < 0.75 ? 502 : 503 });
}

/** A store that is slow, and fails before or after a write. */
export function hostile(world, { get, swap }) {
  const slow = () => world.sleep(world.random() * (strikes(world, "the store was slow", 0.01) ? world.longest : 20));
  const fails = (kind) => {
    if (strikes(world, kind, 0.02)) throw new Error("the store has failed");
  };
  return {
    async get(key) {
      await slow();
      fails("a read of the store failed");
      return get(key);
    },
    async swap(...given) {
      await slow();
      fails("a write of the store failed");
      const swapped = await swap(...given);
      fails("a write of the store done, its response lost");
      await slow();
      return swapped;
    },
  };
}

/** Several servers, each of which may die between any two steps and is replaced. `start(wrap)` makes a handler. */
export function servers(world, count, start) {
  const all = Array.from({ length: count }, () => boot(start));
  return async (request) => {
    const at = Math.floor(world.random() * all.length);
    const server = all[at];
    if (strikes(world, "a process died", 0.03)) {
      setTimeout(() => {
        all[at] = boot(start);
        server.die();
      }, world.random() * 2_000);
    }
    const response = await Promise.race([server.handler(request), server.death]);
    if (strikes(world, "a response to the browser lost", 0.03)) throw new TypeError("fetch failed");
    return response;
  };
}

function boot(start) {
  const server = { isDead: false };
  server.death = new Promise((_, reject) => {
    server.die = () => {
      server.isDead = true;
      reject(new TypeError("fetch failed"));
    };
  });
  server.death.catch(() => {});
  // A dead process gets no results.
  const wrap =
    (run) =>
    async (...given) => {
      if (server.isDead) return never();
      try {
        return await run(...given);
      } finally {
        if (server.isDead) await never();
      }
    };
  server.handler = start(wrap);
  return server;
}
