/**
 * People in front of a Worker with real Durable Objects, which is killed (SIGKILL) and started again at random with the
 * same storage, behind a network that fails. Which people and faults there are follows from the seed; the order of events
 * depends on the machine. `simulation/` has the same in Rust, for every rule: here are the platform and the wrapper.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { browser, CONTACT_CODE, newKey, ORIGIN, PERSON, PERSON_AT_GRID, SECRET } from "../edge/harness.mjs";
import { serveSandbox, startWorker } from "../edge/workerd.mjs";
import { scratch } from "../install/index.mjs";
import { generator } from "../schema/inputs.mjs";

const ENTRY = fileURLToPath(new URL("worker.mjs", import.meta.url));
/** They wait most of the time. */
const AT_ONCE = 60;
/** After a process died, an event is in work for five minutes. */
const SETTLES_WITHIN = 400_000;
/** Responses that ask for the same again, later. */
const AGAIN = [0, 409, 429, 502, 503, 504];

/** Simulates `count` onboardings, with a kill about every `every` milliseconds until half of them are through. */
export async function simulate({ seed, count, every = 4_000, settlesWithin = SETTLES_WITHIN }) {
  const random = generator(seed);
  const total = { onboardings: count, requests: 0, kills: 0, faults: 0, events: 0, violations: [] };
  const violation = (text) => void total.violations.push(text);
  const secrets = new Set(["key-of-ours", "secret-of-ours", SECRET]);
  const customers = new Map();
  const holders = new Map();
  const events = new Set();
  let faultsUntil = Infinity;

  const strikes = (probability) => Date.now() < faultsUntil && random() < probability && ++total.faults > 0;
  /** What others see: a response or a report has no secret. */
  const seen = (where, text) => [...secrets].some((secret) => text.includes(secret)) && violation(`${where} contains a secret`);

  function holds(name, customerId) {
    secrets.add(customerId);
    if (!holders.has(customerId)) holders.set(customerId, name);
    else if (holders.get(customerId) !== name) violation(`${name} was given the link of ${holders.get(customerId)}`);
  }

  /** The network to the provider loses requests and responses, and its gateway responds itself. */
  async function network(request, pass) {
    const { pathname } = new URL(request.url);
    if (pathname === "/event") events.add(request.body);
    if (pathname === "/error") seen("onError", request.body);
    if (["/event", "/error"].includes(pathname)) return new Response();
    if (strikes(0.05)) return undefined;
    if (strikes(0.05)) return new Response("<h1>Bad Gateway</h1>", { status: random() < 0.5 ? 200 : 502 });
    const response = await pass();
    const [, name] = (request.method === "POST" && /"line1":"(\d+) Marker Street"/.exec(request.body)) || [];
    if (name && response.ok) customers.set(name, (customers.get(name) ?? 0) + 1);
    return strikes(0.05) ? undefined : response;
  }
  const { sandbox, origin, close } = await serveSandbox(network);
  const keys = await sandbox.webhookKeys();
  const config = {
    spherepay: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.spherepay, profiles: ["kyc_profile_a"], webhookSecret: keys.spherepay },
    grid: { clientId: "id-of-ours", clientSecret: "secret-of-ours", baseUrl: sandbox.baseUrls.grid, webhookPublicKey: keys.grid },
    allowedOrigins: [ORIGIN],
    cookieSecret: SECRET,
    rateLimit: "none",
    timeout: 10_000,
  };
  const folder = scratch();
  const start = () => startWorker({ sink: origin, handler: config }, { folder, entry: ENTRY });
  let worker = start();

  /** Sends a request until its response asks for no more; a lost connection is status 0. Requests wait for the next process. */
  async function persist(name, send) {
    const begun = Date.now();
    for (;;) {
      total.requests++;
      const reply = await send().catch(() => ({ status: 0, text: "" }));
      const { kycUrl } = reply.body ?? {};
      seen(`a response ${reply.status}`, reply.text?.replace(kycUrl, "") ?? "");
      if (kycUrl) holds(name, sandbox.openLink(kycUrl).customerId);
      if (!AGAIN.includes(reply.status)) return reply;
      if (Date.now() > Math.max(begun, faultsUntil) + settlesWithin) return void violation(`${name} does not settle: ${reply.status}`);
      await sleep(Math.max(Number(reply.headers?.get("retry-after") ?? 0) * 1000, random() * 2000));
    }
  }
  const fetch = async (request) => (await worker).fetch(request);

  /** A person clicks, perhaps twice, confirms contacts where that is asked for, and is approved. */
  async function live(name) {
    const atGrid = Number(name) % 2 === 1;
    const own = { email: `person.${name}@example.com`, phone: `+1415${2_000_000 + Number(name)}` };
    const { address, ...applicant } = atGrid ? PERSON_AT_GRID : PERSON;
    const person = { ...applicant, ...own, address: { ...address, line1: `${name} Marker Street` } };
    for (const secret of Object.values(own)) secrets.add(secret);
    const page = browser(fetch);
    const key = { "idempotency-key": newKey() };
    const post = () => page.json("links", person, key);
    let [reply] = await Promise.all(Array.from({ length: random() < 0.3 ? 3 : 1 }, () => persist(name, post)));
    for (const channel of reply?.body?.channels ?? []) {
      await persist(name, () => page.json(`contact/${channel}`, {}));
      await persist(name, () => page.json(`contact/${channel}/confirm`, { code: CONTACT_CODE }));
    }
    if (reply?.status === 202) reply = await persist(name, () => page.empty("links/renew"));
    if (reply?.status !== 201) return void violation(`${name} ends with status ${reply?.status}`);
    if (customers.get(name) !== 1) violation(`${name} has ${customers.get(name)} customers`);
    await sandbox.complete(sandbox.openLink(reply.body.kycUrl).customerId, "approve");
    const decided = Date.now();
    while ((await persist(name, () => page.get("status")))?.body.status !== "approved") {
      if (Date.now() > Math.max(decided, faultsUntil) + settlesWithin)
        return void violation(`${name} was approved, and its status does not say so`);
      await sleep(2_000);
    }
  }

  /** Delivers webhooks, some twice: what is accepted was heard by `onEvent`. */
  async function deliver({ provider, event, body, headers }) {
    await sleep(random() * 2000);
    const send = async () => {
      const { status, headers: own } = await fetch(new Request(`${ORIGIN}/kyc/webhooks/${provider}`, { method: "POST", body, headers }));
      return { status, headers: own };
    };
    const reply = await persist("a webhook", send);
    if (reply && (reply.status !== 200 || !events.has(event.id ?? event.webhookId))) violation(`a webhook got ${reply.status} unheard`);
  }
  let isOver = false;
  async function courier() {
    const work = [];
    for (let taken = 0; !isOver || taken < sandbox.deliveries().length; await sleep(200)) {
      const fresh = sandbox.deliveries().slice(taken);
      taken += fresh.length;
      for (const delivery of fresh) for (let copies = random() < 0.3 ? 2 : 1; copies > 0; copies--) work.push(deliver(delivery));
    }
    await Promise.all(work);
  }

  let begun = 0;
  let finished = 0;
  async function kill() {
    do {
      await sleep(every * (0.5 + random()));
      const killed = await worker;
      worker = killed.close().then(start);
      await worker;
      total.kills++;
    } while (finished < count / 2);
    faultsUntil = Date.now();
  }
  async function lane() {
    while (begun < count) {
      await live(String(begun++));
      finished++;
    }
  }
  const delivered = courier();
  await Promise.all([kill(), ...Array.from({ length: Math.min(AT_ONCE, Math.ceil(count / 2)) }, lane)]);
  isOver = true;
  await delivered;
  await (await worker).close();
  await close();
  return { ...total, events: events.size };
}
