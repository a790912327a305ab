/** `limitBy`: what it counts, for whom, and what it stores. Many requests at once are in counting.test.mjs. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  configOf,
  countTimers,
  createHandler,
  createSandbox,
  memoryStore,
  newKey,
  ORIGIN,
  PERSON,
  setUp,
} from "../helpers/edge/harness.mjs";
import { esm, subpath } from "../helpers/install/index.mjs";

const { clientAddress, clientNetwork, limitBy } = await subpath("edge");
const { onboardingPage } = await subpath("page");
const { isKycLinkError } = await esm();

const MINUTE = 60_000;
const LINKS = { links: { max: 2, perMs: MINUTE }, status: { max: 2, perMs: MINUTE } };
const ADDRESS = "203.0.113.77";

/** In these tests, a client tells its address: outside of them, anybody could. */
const byHeader = (request) => request.headers.get("x-test-address") ?? ADDRESS;
const from = (address = ADDRESS) => new Request(`${ORIGIN}/kyc/status`, { headers: { "x-test-address": address } });

/** A store that tells what it holds. */
function transparentStore() {
  const store = memoryStore();
  const seen = [];
  const swap = (key, before, after, ttlMs) => {
    seen.push({ key, after, ttlMs });
    return store.swap(key, before, after, ttlMs);
  };
  return { get: store.get, swap, seen };
}

const isMisuse = (message) => (error) => isKycLinkError(error) && error.code === "invalid_config" && message.test(error.message);

test("a store may be an instance of a class", async () => {
  class Store {
    #store = memoryStore();
    get(key) {
      return this.#store.get(key);
    }
    swap(...given) {
      return this.#store.swap(...given);
    }
  }
  const limit = limitBy({ store: new Store(), key: byHeader, limits: { links: { max: 1, perMs: MINUTE } } });
  assert.equal(await limit(from(), "links"), true);
  assert.notEqual(await limit(from(), "links"), true);
});

test("each client has a window for each route, which begins with its first request", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const limit = limitBy({ store: memoryStore(), limits: LINKS, key: byHeader });
  assert.equal(await limit(from(), "links"), true);
  t.mock.timers.tick(20_000);
  assert.equal(await limit(from(), "links"), true);
  for (let again = 0; again < 5; again++) assert.deepEqual(await limit(from(), "links"), { retryAfterMs: 40_000 });
  assert.equal(await limit(from(), "status"), true, "another route");
  assert.equal(await limit(from("203.0.113.78"), "links"), true, "another client");
  t.mock.timers.tick(40_000);
  assert.equal(await limit(from(), "links"), true, "refused requests have not extended the window");
  assert.equal(await limit(from(), "links"), true);
  assert.deepEqual(await limit(from(), "links"), { retryAfterMs: MINUTE });
});

test("webhooks are counted apart: neither can use up the other's limit", async () => {
  const limits = { ...LINKS, webhooks: { max: 3, perMs: MINUTE }, "webhooks/grid": { max: 1, perMs: MINUTE } };
  const limit = limitBy({ store: memoryStore(), limits, key: byHeader });
  const admitted = async (route, tries) => {
    let count = 0;
    for (let at = 0; at < tries; at++) count += (await limit(from(), route)) === true;
    return count;
  };
  assert.deepEqual(
    [await admitted("links", 9), await admitted("webhooks/spherepay", 9), await admitted("webhooks/grid", 9), await admitted("status", 9)],
    [2, 3, 1, 2],
  );
});

/** The routes of the table in docs/running.md, with how many requests are admitted and in how many minutes. */
function documented() {
  const page = readFileSync(new URL("../../../docs/running.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (`.*) \| ([\d,]+) in (a minute|ten minutes) \|$/gm)];
  return rows.flatMap(([, routes, max, time]) => {
    const names = [...routes.matchAll(/`([^`]+)`/g)].map(([, name]) => name).filter((name) => name !== "webhooks");
    return names.map((name) => [name, Number(max.replace(",", "")), time === "a minute" ? MINUTE : 10 * MINUTE]);
  });
}

test("by default, each route admits as many requests as the documentation says, in as long a time", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  assert.equal(documented().length, 16);
  for (const [route, max, perMs] of documented()) {
    const limit = limitBy({ store: memoryStore(), key: byHeader });
    for (let at = 0; at < max; at++) assert.equal(await limit(from(), route), true, `${route} ${at}`);
    assert.deepEqual(await limit(from(), route), { retryAfterMs: perMs }, route);
  }
});

test("by default, an office of people and a provider's deliveries get through, and a flood does not", async () => {
  const limit = limitBy({ store: memoryStore(), key: byHeader });
  const admitted = async (route, tries) => {
    const all = [];
    for (let at = 0; at < tries; at++) all.push(await limit(from(), route));
    return all.filter((verdict) => verdict === true).length;
  };
  assert.deepEqual(
    [await admitted("links", 25), await admitted("contact/email", 65), await admitted("webhooks/bridge", 700)],
    [20, 60, 700],
  );
});

test("an IPv6 network is one client, and so are all spellings of an address", async () => {
  const limit = limitBy({ store: memoryStore(), limits: { links: { max: 1, perMs: MINUTE } }, key: byHeader });
  const same = [
    "2001:db8:1:2::1",
    "2001:db8:1:2:ffff:ffff:ffff:ffff",
    "2001:0DB8:0001:0002::",
    "[2001:db8:1:2::9]:443",
    "2001:db8:1:2::1%eth0",
  ];
  const verdicts = [];
  for (const address of same) verdicts.push((await limit(from(address), "links")) === true);
  assert.deepEqual(verdicts, [true, false, false, false, false]);
  assert.equal(await limit(from("2001:db8:1:3::1"), "links"), true);
  for (const [at, address] of ["192.0.2.7", "::ffff:192.0.2.7", "64:ff9b::c000:207", "192.0.2.7:5123"].entries()) {
    assert.equal((await limit(from(address), "links")) === true, at === 0, address);
  }
});

test("a /56 has four times the limit of a client, a /48 sixteen times, and 6to4 and Teredo have that of their IPv4 address", async () => {
  const limit = limitBy({ store: memoryStore(), limits: { links: { max: 2, perMs: MINUTE } }, key: byHeader });
  const admitted = async (addresses) => {
    const verdicts = [];
    for (const address of addresses) verdicts.push(await limit(from(address), "links"));
    return verdicts.filter((verdict) => verdict === true).length;
  };
  const hex = (count, first = 0) => Array.from({ length: count }, (_, at) => (first + at).toString(16));
  assert.equal(await admitted(hex(20).map((subnet) => `2001:db8:1:${subnet}::1`)), 8, "a home with a /56");
  assert.equal(await admitted(hex(40, 0x100).map((subnet) => `2001:db8:1:${subnet}::1`)), 8, "the next /56");
  assert.equal(await admitted(hex(200, 0x200).map((subnet) => `2001:db8:1:${subnet}0::1`)), 16, "the rest of the /48");
  assert.equal(await admitted(["2001:db8:2::1"]), 1, "another /48");
  const of = "203.0.113.9";
  assert.equal(await admitted([of, "2002:cb00:7109::1", "2002:cb00:7109:5::1", "2001:0:1:2:3:4:34ff:8ef6"]), 2);
});

test("clientNetwork returns what is counted as one client, and undefined without an address", async () => {
  const seen = [];
  const rateLimit = (request) => Boolean(seen.push([clientAddress(request), clientNetwork(request)]));
  const handler = createHandler(configOf(createSandbox(), { rateLimit }));
  globalThis.Deno = { env: { toObject: () => ({}) } };
  const addresses = ["203.0.113.7", "::ffff:203.0.113.7", "2001:db8:1:2::3", "2002:cb00:7107::1", "not an address"];
  for (const hostname of addresses) await handler(from(), { remoteAddr: { hostname } });
  delete globalThis.Deno;
  await handler(from());
  assert.deepEqual(seen, [
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2::3", "2001:db8:1:2::/64"],
    ["2002:cb00:7107::1", "203.0.113.7"],
    ["not an address", "not an address"],
    [undefined, undefined],
  ]);
});

test("a key of one's own never uses up the limit of an address, unless it is the address of the request", async () => {
  const store = memoryStore();
  const links = { links: { max: 1, perMs: MINUTE } };
  const byAddress = setUp({ store, rateLimit: limitBy({ store, limits: links }) });
  const byUser = setUp({
    store,
    rateLimit: limitBy({ store, limits: links, key: (request) => request.headers.get("x-user") ?? clientAddress(request) }),
  });
  const post = async ({ handler }, hostname, user) => {
    globalThis.Deno = { env: { toObject: () => ({}) } };
    const headers = { origin: ORIGIN, "content-type": "application/json", ...(user && { "x-user": user }) };
    const { status } = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body: "{}" }), {
      remoteAddr: { hostname },
    });
    delete globalThis.Deno;
    return status;
  };
  const [own, victim] = ["203.0.113.66", "203.0.113.7"];
  assert.deepEqual([await post(byUser, own, victim), await post(byUser, own, victim)], [422, 429], "a name that looks like an address");
  assert.deepEqual([await post(byUser, victim), await post(byUser, victim)], [422, 429]);
  assert.equal(await post(byAddress, victim), 429, "the same address, whoever finds it");
  assert.deepEqual([await post(byUser, own, "2001:db8::1"), await post(byUser, own, "2001:db8::2")], [422, 429], "by network");
});

test("two handlers with one store and one limiter count apart: with one secret, and with one id", async () => {
  for (const [one, other] of [
    [{ id: "one" }, { id: "other" }],
    [{ cookieSecret: newKey() }, { cookieSecret: newKey() }],
  ]) {
    const store = memoryStore();
    const rateLimit = limitBy({ store, limits: LINKS, key: byHeader });
    const handlers = [one, other].map((config) => setUp({ store, rateLimit, ...config }).handler);
    const all = await Promise.all(Array.from({ length: 8 }, (_, at) => handlers[at % 2](from())));
    const admitted = (which) => all.filter(({ status }, at) => at % 2 === which && status === 200).length;
    assert.deepEqual([admitted(0), admitted(1)], [2, 2]);
  }
});

test("no address is stored, and without the secret nobody can compute the name of its record", async () => {
  const store = transparentStore();
  const { handler } = setUp({ store, rateLimit: limitBy({ store, key: byHeader }) });
  const other = transparentStore();
  const another = setUp({ store: other, rateLimit: limitBy({ store: other, key: byHeader }), cookieSecret: newKey() });
  await handler(from());
  await another.handler(from());
  const [[first], [second]] = [store.seen, other.seen];
  assert.equal(store.seen.length, 1, "no key is stored where the handler has one");
  assert.match(first.key, /^[\w-]{43}$/);
  assert.notEqual(first.key, second.key, "another secret, another name");
  assert.equal(first.ttlMs, MINUTE);
  assert.doesNotMatch(JSON.stringify(store.seen), /203\.0|cb00/);
});

test("in a handler: 429 with Retry-After, also for the page, and wherever the hook calls it", async () => {
  const store = memoryStore();
  const limit = limitBy({ store, limits: { ...LINKS, page: { max: 1, perMs: MINUTE } }, key: byHeader });
  const { handler, errors, sandbox } = setUp({ store, rateLimit: async (...given) => limit(...given), page: onboardingPage() });
  const post = () => {
    const headers = { origin: ORIGIN, "content-type": "application/json", "idempotency-key": newKey() };
    return handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body: JSON.stringify(PERSON) }));
  };
  const all = [await post(), await post(), await post()];
  assert.deepEqual(
    all.map(({ status }) => status),
    [201, 201, 429],
  );
  assert.equal(all[2].headers.get("retry-after"), "60");
  assert.equal(sandbox.customers().length, 2);
  const look = () => handler(new Request(`${ORIGIN}/kyc`, { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } }));
  assert.deepEqual([(await look()).status, (await look()).status], [200, 429]);
  assert.deepEqual(errors, []);
});

test("a store that is down refuses everybody with 503, and onError hears why, once for each request", async () => {
  const broken = async () => {
    throw new Error("ECONNREFUSED");
  };
  const store = { get: broken, swap: broken };
  const { handler, errors } = setUp({ store, rateLimit: limitBy({ store, key: byHeader }) });
  const { status, headers } = await handler(from());
  assert.deepEqual([status, headers.get("retry-after")], [503, "1"]);
  assert.equal(errors.length, 1);
  const { code, message, cause } = errors[0].error;
  assert.deepEqual([code, message, cause.message], ["unavailable", "The store of limitBy fails.", "ECONNREFUSED"]);
  const alone = limitBy({ store, key: byHeader });
  const unavailable = (error) => error.code === "unavailable" && error.cause.message === "ECONNREFUSED";
  for (let again = 0; again < 2; again++) await assert.rejects(alone(from(), "links"), unavailable);
});

test("a store that was down when the first request came is asked again by the next", async () => {
  const store = memoryStore();
  let failures = 2;
  const flaky =
    (run) =>
    async (...given) => {
      if (failures-- > 0) throw new Error("down");
      return run(...given);
    };
  const limit = limitBy({ store: { get: flaky(store.get), swap: flaky(store.swap) }, limits: LINKS, key: byHeader });
  for (let request = 0; request < 2; request++) await assert.rejects(limit(from(), "links"), ({ cause }) => cause.message === "down");
  assert.equal(await limit(from(), "links"), true);
});

test("a counted request leaves no timer behind, which would keep the process running", async () => {
  const limit = limitBy({ store: memoryStore(), limits: LINKS, key: byHeader });
  const down = limitBy({ store: { get: () => Promise.reject(new Error("down")), swap: async () => true }, key: byHeader });
  const before = countTimers();
  for (let request = 0; request < 3; request++) await limit(from(), "links");
  await assert.rejects(down(from(), "links"));
  assert.equal(countTimers(), before);
});

test("a clock that is set back does not lock anybody out for longer than a window", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const records = new Map();
  const store = {
    get: async (key) => records.get(key),
    swap: async (key, before, after) => records.get(key) === before && Boolean(records.set(key, after)),
  };
  const limit = limitBy({ store, limits: LINKS, key: byHeader });
  await limit(from(), "links");
  t.mock.timers.setTime(1_790_000_000_000 - 24 * 60 * MINUTE);
  assert.equal(await limit(from(), "links"), true, "still counted");
  assert.deepEqual(await limit(from(), "links"), { retryAfterMs: MINUTE });
  t.mock.timers.tick(MINUTE);
  assert.equal(await limit(from(), "links"), true);
});

test("options that are wrong are refused when the limiter is made", () => {
  const store = memoryStore();
  const WRONG = [
    [{}, /limitBy needs the store/],
    [undefined, /limitBy needs the store/],
    [{ store: {} }, /limitBy needs the store/],
    [{ store: memoryStore }, /limitBy needs the store/],
    [{ store, limit: {} }, /"limit": .*"limits"/],
    [{ store, limits: { link: { max: 1, perMs: 1 } } }, /"link": .*"links"/],
    [{ store, limits: { "webhooks/nobody": { max: 1, perMs: 1 } } }, /webhooks/],
    [{ store, limits: { links: { max: 0, perMs: 1 } } }, /max of links/],
    [{ store, limits: { links: { max: 1.5, perMs: 1 } } }, /max of links/],
    [{ store, limits: { links: { max: Number.POSITIVE_INFINITY, perMs: 1 } } }, /max of links/],
    [{ store, limits: { links: { max: 1, perMs: Number.NaN } } }, /perMs of links/],
    [{ store, limits: { links: { max: 1, per: 1 } } }, /"per": .*"perMs"/],
    [{ store, limits: { links: 5 } }, /max, perMs/],
    [{ store, key: "address" }, /key must be a function/],
  ];
  for (const limits of [undefined, {}, { links: undefined }]) limitBy({ store, limits });
  for (const [options, message] of WRONG) assert.throws(() => limitBy(options), isMisuse(message), String(message));
});

test("a client that is not known is refused, and onError hears what to do", async () => {
  const store = memoryStore();
  for (const [key, code, message] of [
    [undefined, "invalid_config", /toNodeHandler of kyclink\/node, or pass key/],
    [() => 7, "invalid_config", /must return a string/],
    [() => ({}), "invalid_config", /must return a string/],
    // A stranger may leave out what the function reads.
    [() => "", "advice", /must return a string/],
    [() => undefined, "advice", /must return a string/],
    [() => null, "advice", /must return a string/],
  ]) {
    const { handler, errors } = setUp({ store, rateLimit: limitBy({ store, ...(key && { key }) }) });
    for (let again = 0; again < 2; again++) assert.equal((await handler(from())).status, 503);
    assert.deepEqual(
      errors.map(({ error }) => error.code),
      code === "advice" ? [code] : [code, code],
    );
    assert.match(errors[0].error.message, message);
  }
});

test("a client without an address, where others have one, is no alarm: it has gone, or a proxy has sent none", async () => {
  const store = memoryStore();
  const { handler, errors } = setUp({ store, rateLimit: limitBy({ store }) });
  const known = Object.defineProperty(from(), Symbol.for("kyclink.clientAddress"), { value: ADDRESS });
  assert.equal((await handler(known)).status, 200);
  for (let again = 0; again < 3; again++) assert.equal((await handler(from())).status, 503);
  assert.deepEqual(
    errors.map(({ error }) => [error.code, error.message]),
    [
      [
        "advice",
        "limitBy does not know the client's address for one request, although it knew it before: the client has gone, or a proxy has sent none.",
      ],
    ],
  );
});

test("no header that a client can send is its address", async () => {
  const claims = [
    "forwarded",
    "x-forwarded-for",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
    "x-client-ip",
    "fastly-client-ip",
    "x-vercel-forwarded-for",
  ];
  const request = new Request(`${ORIGIN}/kyc/status`, { headers: Object.fromEntries(claims.map((name) => [name, ADDRESS])) });
  assert.equal(clientAddress(request), undefined);
});

test("platforms: the header that each of them overwrites, and what Deno and Bun pass", async () => {
  const headers = { "cf-connecting-ip": "198.51.100.1", "x-real-ip": "198.51.100.2", "x-forwarded-for": "198.51.100.3" };
  const seen = [];
  const sandbox = createSandbox();
  const rateLimit = (request) => {
    seen.push(clientAddress(request));
    return true;
  };
  const handler = createHandler(configOf(sandbox, { rateLimit }));
  const send = (platform) => handler(new Request(`${ORIGIN}/kyc/status`, { headers }), platform);
  const deno = { remoteAddr: { hostname: "198.51.100.4", port: 1 } };
  const bun = {
    requestIP(request) {
      // Bun's own method throws without its server, and knows its requests only.
      return this === bun && request instanceof Request ? { address: "198.51.100.5" } : null;
    },
  };
  await send(deno);
  await send(bun);
  for (const [name, platform] of [
    ["Deno", deno],
    ["Bun", bun],
  ]) {
    globalThis[name] = { env: { toObject: () => ({}) } };
    await send(platform);
    delete globalThis[name];
  }
  // Elsewhere, this variable may have any value, and a client sends the header.
  for (const value of ["1", "0", "", "true"]) {
    process.env.VERCEL = value;
    await send(undefined);
  }
  delete process.env.VERCEL;
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Cloudflare-Workers" }, configurable: true });
  await send({});
  delete globalThis.navigator;
  if (own) Object.defineProperty(globalThis, "navigator", own);
  assert.deepEqual(seen, [
    undefined,
    undefined,
    "198.51.100.4",
    "198.51.100.5",
    "198.51.100.2",
    undefined,
    undefined,
    undefined,
    "198.51.100.1",
  ]);
});
