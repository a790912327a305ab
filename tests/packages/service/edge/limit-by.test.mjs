/**
 * `limitBy`: what it counts, for whom, what it stores, and how long the store may take. Many requests at once are in
 * counting.test.mjs; windows, networks and clocks are in src/edge/rate.
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  configOf,
  createHandler,
  createSandbox,
  holdTimers,
  memoryStore,
  newKey,
  ORIGIN,
  postTo,
  setUp,
  turns,
} from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { clientAddress, clientNetwork, limitBy } = await subpath("edge");

const MINUTE = 60_000;
const LINKS = { links: { max: 2, perMs: MINUTE }, status: { max: 2, perMs: MINUTE } };
const ADDRESS = "203.0.113.77";
/** The name of the record with the key of the counts, which no version has changed. */
const KEY_RECORD = createHash("sha256").update('["rate","key"]').digest("base64url");
const ofKey = (name) => name === KEY_RECORD;

/** In these tests, a client tells its address: outside of them, anybody could. */
const byHeader = (request) => request.headers.get("x-test-address") ?? ADDRESS;
const from = (address = ADDRESS) => new Request(`${ORIGIN}/kyc/status`, { headers: { "x-test-address": address } });

/** How many of these requests are admitted. */
async function admitted(limit, route, addresses) {
  let count = 0;
  for (const address of typeof addresses === "number" ? Array(addresses).fill(ADDRESS) : addresses)
    count += (await limit(from(address), route)) === true;
  return count;
}

/** A store that tells what it is given. It is an instance of a class. */
class TransparentStore {
  #store = memoryStore();
  seen = [];
  get(key) {
    return this.#store.get(key);
  }
  swap(...given) {
    this.seen.push(given);
    return this.#store.swap(...given);
  }
}

test("each client has a window for each route, which begins with its first request", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const limit = limitBy({ store: new TransparentStore(), limits: LINKS, key: async (request) => byHeader(request) });
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

test("a limit of webhooks is that of each provider, and a provider may have its own, below or above", async () => {
  const webhooks = { max: 2, perMs: MINUTE };
  for (const [own, expected, route = "webhooks/grid"] of [
    [{}, 2],
    [{ "webhooks/grid": { max: 1, perMs: MINUTE } }, 1],
    [{ "webhooks/grid": { max: 4, perMs: MINUTE } }, 4],
    [{ "webhooks/acme-2": { max: 4, perMs: MINUTE } }, 4, "webhooks/acme-2"],
  ]) {
    const limit = limitBy({ store: memoryStore(), limits: { ...LINKS, webhooks, ...own }, key: byHeader });
    const counts = [];
    for (const one of [route, "webhooks/bridge", "links"]) counts.push(await admitted(limit, one, 6));
    assert.deepEqual(counts, [expected, 2, 2], route);
  }
});

/** The routes of the table in docs/running.md, with how many requests are admitted and in how many minutes. */
function documented() {
  const page = readFileSync(new URL("../../../../docs/running.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (`.*) \| ([\d,]+) in (a minute|ten minutes) \|$/gm)];
  return rows.flatMap(([, routes, max, time]) => {
    const names = [...routes.matchAll(/`([^`]+)`/g)].map(([, name]) => name).filter((name) => name !== "webhooks");
    return names.map((name) => [name, Number(max.replace(",", "")), time === "a minute" ? MINUTE : 10 * MINUTE]);
  });
}

test("by default, each route admits as many requests as the documentation says, in as long a time", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  assert.equal(documented().length, 15);
  for (const [route, max, perMs] of documented()) {
    const limit = limitBy({ store: memoryStore(), key: byHeader });
    for (let at = 0; at < max; at++) assert.equal(await limit(from(), route), true, `${route} ${at}`);
    assert.deepEqual(await limit(from(), route), { retryAfterMs: perMs }, route);
  }
});

test("a route without a limit of its own has that of what a page reads, also if every object has a member of its name", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const limit = limitBy({ store: memoryStore(), key: byHeader });
  assert.equal(await admitted(limit, "no-route", 600), 600);
  for (const route of ["", "constructor", "__proto__", "toString"]) assert.equal(await limit(from(), route), true, route);
  assert.deepEqual(await limit(from(), "no-route"), { retryAfterMs: MINUTE });
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
    const { status } = await handler(postTo("links", {}, user && { "x-user": user }), { remoteAddr: { hostname } });
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
  const store = new TransparentStore();
  const { handler } = setUp({ store, rateLimit: limitBy({ store, key: byHeader }) });
  const other = new TransparentStore();
  const another = setUp({ store: other, rateLimit: limitBy({ store: other, key: byHeader }), cookieSecret: newKey() });
  await handler(from());
  await another.handler(from());
  const [[first], [second]] = [store.seen, other.seen];
  assert.equal(store.seen.length, 1, "no key is stored where the handler has one");
  assert.match(first[0], /^[\w-]{43}$/);
  assert.notEqual(first[0], second[0], "another secret, another name");
  assert.equal(first[3], MINUTE);
  assert.doesNotMatch(JSON.stringify(store.seen), /203\.0|cb00/);
});

test("the key of the counts is 256 random bits, and one that another process has stored in between is the key of both", async () => {
  const values = new Set();
  for (let run = 0; run < 5; run++) {
    const store = new TransparentStore();
    assert.equal(await limitBy({ store, key: byHeader })(from(), "links"), true);
    const [[name, before, value], ...others] = store.seen;
    assert.deepEqual([name, before, others.length], [KEY_RECORD, undefined, 1]);
    assert.match(value, /^[\w-]{43}$/);
    values.add(value);
  }
  assert.equal(values.size, 5);
  const names = [];
  for (const isLate of [false, true]) {
    const records = memoryStore();
    const stored = () => records.swap(KEY_RECORD, undefined, "a-key-of-another-process-of-more-than-32-bytes", MINUTE);
    if (!isLate) await stored();
    const swap = async (...given) => {
      if (ofKey(given[0]) && isLate) await stored();
      else names.push(given[0]);
      return records.swap(...given);
    };
    assert.equal(await limitBy({ store: { get: records.get, swap }, key: byHeader })(from(), "links"), true);
  }
  assert.deepEqual([names.length, names[0]], [2, names[1]]);
});

test("a store that hangs is waited for as long as a handler waits by default, also with the key of the counts", async (t) => {
  const pass = holdTimers(t);
  for (const hangs of [(name) => !ofKey(name), ofKey]) {
    const { get, swap } = memoryStore();
    let ask;
    const asked = new Promise((resolve) => (ask = resolve));
    let isDown = true;
    const hanging = { get: (name) => (isDown && hangs(name) ? new Promise(() => ask()) : get(name)), swap };
    const limit = limitBy({ store: hanging, key: byHeader });
    let error;
    limit(from(), "links").catch((thrown) => (error = thrown));
    await asked;
    pass(29_999);
    await turns();
    assert.equal(error, undefined);
    pass(1);
    await turns();
    assert.equal(error?.code, "timeout");
    assert.match(error.message, /\(30000 ms\)/);
    isDown = false;
    assert.equal(await limit(from(), "links"), true, "the next request does not wait for it");
  }
});

test("a request that has waited too long for the key does not make those after it read the key again", async (t) => {
  const pass = holdTimers(t);
  const { get, swap } = memoryStore();
  let reads = 0;
  const store = { get: (name) => (ofKey(name) && ++reads === 1 ? new Promise(() => {}) : get(name)), swap };
  const limit = limitBy({ store, key: byHeader });
  const late = [];
  for (const ms of [20_000, 10_000]) {
    limit(from(), "links").catch(({ code }) => late.push(code));
    await turns();
    pass(ms);
    await turns();
  }
  assert.deepEqual(late, ["timeout"], "the second has waited for 10 seconds");
  assert.equal(await limit(from(), "links"), true);
  pass(20_000);
  await turns();
  assert.deepEqual(late, ["timeout", "timeout"]);
  assert.equal(await limit(from(), "links"), true);
  assert.equal(reads, 2);
});

test("a store that breaks its promises fails, and is not asked without end", { timeout: 30_000 }, async () => {
  const { get, swap } = memoryStore();
  const stores = [null, undefined, "", 0, 42, 10n, true, {}, []].flatMap((value) => [
    { get: async () => value, swap: async () => false },
    { get: async (name) => (ofKey(name) ? value : get(name)), swap: async (...given) => !ofKey(given[0]) && swap(...given) },
  ]);
  const ofCounts = [42, 10n, true, {}, []].map((value) => ({ get: async (name) => (ofKey(name) ? get(name) : value), swap }));
  for (const [at, store] of [...stores, ...ofCounts].entries()) {
    const error = await limitBy({ store, key: byHeader })(from(), "links").catch((thrown) => thrown);
    assert.equal(error?.code, "unavailable", `store ${at}`);
    assert.equal(error.message, "The store of limitBy fails.");
    assert.equal(error.retryable, true);
  }
});

test("a store whose swap returns anything but true or false is refused with one sentence, for the key and for a count", async () => {
  for (const returned of [1, "OK", null, undefined, {}])
    for (const isOfKey of [true, false]) {
      const { get, swap } = memoryStore();
      const store = { get, swap: async (...given) => (ofKey(given[0]) === isOfKey ? returned : swap(...given)) };
      const error = await limitBy({ store, key: byHeader })(from(), "links").catch((thrown) => thrown);
      assert.deepEqual([error.code, error.message], ["invalid_config", "swap must return true or false."], String(returned));
    }
});

test("options that are wrong are refused when the limiter is made", () => {
  const store = memoryStore();
  const limits = (limits) => ({ store, limits });
  const links = (limit) => limits({ links: limit });
  const needed = "limitBy needs the store of the handler: limitBy({ store }).";
  const [max, perMs] = [
    "max of links must be a whole number above 0.",
    "perMs of links must be a positive, finite number of milliseconds.",
  ];
  for (const options of [limits(), limits({}), links()]) limitBy(options);
  for (const [options, message] of [
    ...[{}, undefined, { store: {} }, { store: memoryStore }].map((options) => [options, needed]),
    ...[0, 1.5, Number.POSITIVE_INFINITY].map((max) => links({ max, perMs: 1 })).map((options) => [options, max]),
    ...[0, Number.NaN].map((perMs) => links({ max: 1, perMs })).map((options) => [options, perMs]),
    [{ store, key: "address" }, "key must be a function that returns what is counted as one client."],
    [{ store, limit: {} }, /"limit": .*"limits"/],
    [limits({ link: { max: 1, perMs: 1 } }), /"link": .*"links"/],
    // The name of an own provider may be any.
    ...["Nobody", "", "a", "a/b", "acme_2"].map((name) => [limits({ [`webhooks/${name}`]: { max: 1, perMs: 1 } }), /webhooks/]),
    [links({ max: 1, per: 1 }), /"per": .*"perMs"/],
    [links(5), /max, perMs/],
  ])
    assert.throws(() => limitBy(options), { name: "KycLinkError", code: "invalid_config", message });
});

test("a client that is not known is refused, and onError hears what to do", async () => {
  const store = memoryStore();
  const MESSAGE = "The key of limitBy must return a string that is not empty, for every request.";
  for (const [key, code, message] of [
    [
      undefined,
      "invalid_config",
      "limitBy does not know the client's address on this platform: pass the request through toNodeHandler of kyclink/node, or pass key, a function that returns the address.",
    ],
    [() => 7, "invalid_config", MESSAGE],
    [() => ({}), "invalid_config", MESSAGE],
    // A stranger may leave out what the function reads.
    [() => "", "advice", MESSAGE],
    [() => undefined, "advice", MESSAGE],
    [() => null, "advice", MESSAGE],
  ]) {
    const { handler, errors } = setUp({ store, rateLimit: limitBy({ store, ...(key && { key }) }) });
    for (let again = 0; again < 2; again++) assert.equal((await handler(from())).status, 503);
    assert.deepEqual(
      errors.map(({ error }) => error.code),
      code === "advice" ? [code] : [code, code],
    );
    assert.equal(errors[0].error.message, message);
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
