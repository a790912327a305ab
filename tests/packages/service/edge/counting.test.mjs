/** Many requests of one client at once: how `limitBy` counts them in groups, in one process and in several. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { burst, cheapBurst, countingStore, newRequest, slowStore } from "../../helpers/edge/bursts.mjs";
import { countTimers, holdTimers, memoryStore, setUp, turns } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

const { limitBy } = await subpath("edge");
const { startCounting } = await internal("service/edge/rate/counting.js");
const { startDeadline } = await internal("service/edge/engine/deadline.js");

const MINUTE = 60_000;
const TRIES = 8;
const MAX_COUNTERS = 12;
const ADDRESS = "203.0.113.77";
const ofClient = (client) => (typeof client === "function" ? client : () => client);
/** A limiter whose records have names that a test can read: their MAC is the name itself. */
function counting(store, { max = 3, perMs = MINUTE } = {}) {
  const count = startCounting(store);
  const vault = { computeMacs: async (text) => [text, `${text} with an older secret`] };
  return async (...counters) => {
    const deadline = startDeadline(30_000);
    try {
      return await count({ counters, limit: { max, perMs }, vault }, { deadline, timeout: 30_000 });
    } finally {
      deadline.stop();
    }
  };
}

/** A store without time, whose operations a test can read, change and hold up. */
function openStore(change = {}) {
  const records = new Map();
  const store = {
    records,
    log: [],
    async get(name) {
      store.log.push(["get", name]);
      await change.get?.(name);
      return records.get(name);
    },
    async swap(name, before, after, ttlMs) {
      store.log.push(["swap", name, ttlMs]);
      const verdict = await change.swap?.(name, before, after);
      if (verdict !== undefined) return verdict;
      if (records.get(name) !== before) return false;
      records.set(name, after);
      return true;
    },
    count: (name) => JSON.parse(records.get(name) ?? '{"count":0}').count,
  };
  return store;
}

test("of 1,000 requests at once, exactly the limit is admitted, at the cost of a few", { timeout: 120_000 }, async () => {
  let at = 0;
  for (const [route, client, admitted] of [
    ["status", ADDRESS, 600],
    ["status", "2001:db8:1:2::3", 600],
    ["status", () => `2001:db8:1:2::${(++at).toString(16)}`, 600],
    ["links", ADDRESS, 20],
    ["webhooks/grid", ADDRESS, 1000],
  ]) {
    const store = countingStore(slowStore());
    const limit = limitBy({ store, key: ofClient(client) });
    assert.equal(await cheapBurst(limit, store, 1000, route), admitted, route);
    assert.ok(store.operations < 30, `${store.operations} operations for all together`);
  }
});

test("several processes over one store: none is refused below the limit, and none is admitted above it", { timeout: 60_000 }, async () => {
  for (const [processes, client] of [
    [2, ADDRESS],
    [4, ADDRESS],
    [8, "2001:db8::1"],
  ]) {
    const store = countingStore(slowStore());
    const limiters = Array.from({ length: processes }, () =>
      limitBy({ store, limits: { status: { max: 100, perMs: MINUTE } }, key: () => client }),
    );
    let next = 0;
    const limit = (...given) => limiters[next++ % processes](...given);
    await Promise.all(limiters.map((limit) => limit(newRequest(), "page")));
    for (const [sent, admitted] of [
      [40, 40],
      [200, 60],
      [20, 0],
    ])
      assert.equal(await burst(limit, store, sent), admitted, `${processes} processes, ${sent} requests`);
  }
});

test("a group loads each counter once, and writes what has changed, for as long as its window lasts", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_790_000_000_000 });
  const store = openStore();
  const count = counting(store, { max: 2 });
  await Promise.all(Array.from({ length: 5 }, () => count("a64", "a56", "a48")));
  const operations = (kind) => store.log.filter(([operation]) => operation === kind).map(([, name]) => name);
  assert.deepEqual(operations("get"), ["a64", "a56", "a48", "a64", "a56", "a48"], "the first alone, the others together");
  assert.deepEqual(operations("swap"), ["a64", "a56", "a48", "a64", "a56", "a48"]);
  assert.deepEqual(["a64", "a56", "a48"].map(store.count), [2, 2, 2], "a refused request writes nothing");
  t.mock.timers.tick(20_000);
  store.log.length = 0;
  assert.deepEqual(await Promise.all([count("a64", "a56", "a48"), count("b64", "a56", "a48")]), [40_000, 0]);
  assert.deepEqual(
    store.log.filter(([operation]) => operation === "swap"),
    [
      ["swap", "b64", MINUTE],
      ["swap", "a56", 40_000],
      ["swap", "a48", 40_000],
    ],
  );
});

test("requests of many networks of one /48 are counted in groups of a few counters", async () => {
  const store = openStore();
  let now = 0;
  let most = 0;
  const get = async (name) => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
    return store.get(name);
  };
  const count = counting({ get, swap: store.swap }, { max: 3 });
  const verdicts = await Promise.all(Array.from({ length: 100 }, (_, at) => count(`${at}`, `${at % 5} of 56`, "48")));
  assert.equal(verdicts.filter((wait) => wait === 0).length, 48, "16 times the limit");
  assert.equal(store.count("48"), 48);
  assert.ok(most <= MAX_COUNTERS && most > MAX_COUNTERS / 2, `${most} at once`);
});

test("other clients, routes and handlers do not wait for a client's group", async () => {
  const store = openStore({ get: (name) => name === "held" && new Promise(() => {}) });
  const count = counting(store);
  count("held").catch(() => {});
  assert.equal(await count("free"), 0);
});

test("a group that loses a swap tries again, and counts what it has written once", async () => {
  for (const lost of [["a64"], ["a48"], ["a64", "a48"]]) {
    let others = 2;
    const store = openStore({
      swap(name) {
        if (!lost.includes(name) || others === 0) return undefined;
        // Another process has counted a request of the same /64 or /48.
        if (name === lost.at(-1)) others--;
        store.records.set(name, JSON.stringify({ count: store.count(name) + 1, until: Date.now() + MINUTE }));
        return false;
      },
    });
    const count = counting(store, { max: 10 });
    assert.deepEqual(await Promise.all([count("a64", "a48"), count("a64", "a48"), count("a64", "a48")]), [0, 0, 0]);
    for (const name of ["a64", "a48"]) assert.equal(store.count(name), lost.includes(name) ? 5 : 3, `${name}, lost ${lost}`);
    assert.ok(store.log.length <= 2 * 2 * 4, `${store.log.length} operations`);
  }
});

test("a group whose /48 fills up while it tries again takes back what it has written", async () => {
  let isFirst = true;
  const until = Date.now() + MINUTE;
  const store = openStore({
    swap(name) {
      if (name !== "a48" || !isFirst) return undefined;
      isFirst = false;
      store.records.set(name, JSON.stringify({ count: 16, until }));
      return false;
    },
  });
  const count = counting(store, { max: 1 });
  assert.ok((await count("a64", "a56", "a48")) > 0);
  assert.deepEqual(["a64", "a56", "a48"].map(store.count), [0, 0, 16]);
});

test("a group that always loses is refused for a second, and the next one is counted", async (t) => {
  t.mock.method(Math, "random", () => 0);
  let loses = true;
  const store = openStore({ swap: () => (loses ? false : undefined) });
  const count = counting(store, { max: 2 });
  // The first alone, the others together: one of them is above the limit.
  const waits = await Promise.all([count("a"), count("a"), count("a"), count("a")]);
  assert.deepEqual(waits.slice(0, 3), [1000, 1000, 1000]);
  assert.ok(waits[3] > 1000 && waits[3] <= MINUTE, `${waits[3]} ms`);
  assert.ok(store.log.length <= 2 * 2 * TRIES, `${store.log.length} operations`);
  loses = false;
  assert.deepEqual(await Promise.all([count("a"), count("a")]), [0, 0]);
  assert.equal(store.count("a"), 2);
});

test("however many processes count a client at the same moment, never more than the limit are admitted", { timeout: 60_000 }, async (t) => {
  // Then most of them lose each time.
  t.mock.method(Math, "random", () => 0);
  for (const client of [ADDRESS, "2001:db8::1"]) {
    const store = slowStore();
    const limits = { status: { max: 20, perMs: MINUTE } };
    const limiters = Array.from({ length: 100 }, () => limitBy({ store, limits, key: () => client }));
    let admitted = 0;
    for (let burst = 0; burst < 3; burst++) {
      const verdicts = await Promise.all(limiters.map((limit) => limit(newRequest(), "status")));
      admitted += verdicts.filter((verdict) => verdict === true).length;
    }
    assert.ok(admitted > 0 && admitted <= 20, `${admitted} requests of ${client}`);
  }
});

test("a store that fails refuses the whole group, and the next request asks it again", async () => {
  let isDown = true;
  const fails = async () => {
    if (isDown) throw new Error("ECONNREFUSED");
  };
  const store = openStore({ get: fails });
  const { handler, errors } = setUp({ store: memoryStore(), rateLimit: limitBy({ store, key: () => ADDRESS }) });
  const send = async () => (await handler(newRequest())).status;
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 20 }, send))), new Set([503]));
  assert.equal(errors.length, 20, "onError hears of each request");
  for (const { error } of errors)
    assert.deepEqual([error.code, error.message, error.cause.message], ["unavailable", "The store of limitBy fails.", "ECONNREFUSED"]);
  assert.ok(store.log.length <= 2, `${store.log.length} operations: the first request, and the others`);
  isDown = false;
  assert.equal(await send(), 200);
});

/** Holds up the first operation of this kind. */
function stalling(kind) {
  let held = 0;
  let release;
  const hold = () => (held++ === 0 ? new Promise((resolve) => (release = resolve)) : undefined);
  const store = openStore({ [kind]: hold });
  return { store, release: () => release() };
}

test("a request whose leader waits for the store begins a group of its own after two seconds", async (t) => {
  for (const kind of ["get", "swap"]) {
    const pass = holdTimers(t);
    const { store, release } = stalling(kind);
    const count = counting(store, { max: 100 });
    const ends = [];
    const start = () => {
      const at = ends.push(undefined) - 1;
      count("a").then(
        (wait) => (ends[at] = wait),
        ({ code }) => (ends[at] = code),
      );
    };
    for (let request = 0; request < 5; request++) start();
    await turns();
    pass(1999);
    await turns();
    start();
    assert.deepEqual(ends, Array(6).fill(undefined));
    pass(1);
    await turns();
    assert.deepEqual(ends, [undefined, 0, 0, 0, 0, 0], kind);
    assert.equal(store.count("a"), 5, "the leader is not counted by others");
    start();
    await turns();
    assert.equal(ends.at(-1), 0, "the next ones do not wait");
    release();
    for (let pause = 0; pause < 10; pause++) {
      pass(40);
      await turns();
    }
    assert.equal(ends[0], 0, "the leader has its own verdict");
    assert.equal(store.count("a"), 7);
    t.mock.reset();
    t.mock.timers.reset();
  }
});

test("a request that only comes while the store hangs leads at once, and each one gives up by its own deadline", async (t) => {
  const pass = holdTimers(t);
  const store = openStore({ get: () => new Promise(() => {}) });
  const count = counting(store);
  const codes = [];
  for (let at = 0; at < 3; at++) {
    count("a").catch(({ code }) => codes.push(code));
    await turns();
    pass(5000);
    await turns();
    assert.equal(store.log.length, at + 1);
  }
  pass(15_000);
  await turns();
  assert.deepEqual(codes, ["timeout"]);
  pass(10_000);
  await turns();
  assert.deepEqual(codes, ["timeout", "timeout", "timeout"]);
});

test("the next request leads when a leader has given up, and no request leaves a timer behind", async (t) => {
  const before = countTimers();
  const pass = holdTimers(t);
  let hangs = true;
  const store = openStore({ get: () => hangs && new Promise(() => {}) });
  const count = counting(store);
  const late = assert.rejects(count("a"), { code: "timeout" });
  await turns();
  pass(30_000);
  await late;
  hangs = false;
  assert.deepEqual(await Promise.all([count("a"), count("a")]), [0, 0]);
  t.mock.timers.reset();
  await Promise.all(Array.from({ length: 20 }, () => count("b")));
  assert.equal(countTimers(), before);
});

/** The lanes that the limiter has made: their map is the only one whose values wait. */
function lanesSeen(t) {
  const seen = new Set();
  const { set } = Map.prototype;
  t.mock.method(Map.prototype, "set", function (key, value) {
    if (value?.waiting) seen.add(this);
    return set.call(this, key, value);
  });
  return () => [...seen].reduce((sum, { size }) => sum + size, 0);
}

test("nothing is remembered of a client whose requests have their verdicts, or whose leader the platform has ended", async (t) => {
  const lanes = lanesSeen(t);
  const pass = holdTimers(t);
  let hangs = false;
  const store = openStore({ get: () => hangs && new Promise(() => {}), swap: () => (hangs ? new Promise(() => {}) : undefined) });
  const count = counting(store);
  for (let at = 0; at < 500; at++) await Promise.all([count(`${at}`), count(`${at}`)]);
  assert.equal(lanes(), 0);
  const down = async () => {
    throw new Error("down");
  };
  await assert.rejects(counting({ get: store.get, swap: down })("x"));
  assert.equal(lanes(), 0);
  hangs = true;
  for (let at = 0; at < 500; at++) count(`of nobody ${at}`).catch(() => {});
  await turns();
  assert.equal(lanes(), 500);
  pass(2000);
  hangs = false;
  assert.equal(await count("another client"), 0);
  assert.equal(lanes(), 0);
});

test("requests of a full /56 or /48 are refused from the last read, for a second, and nobody else is", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  let passed = 0;
  const { now } = performance;
  t.mock.method(performance, "now", () => now.call(performance) + passed);
  for (const [width, name] of [
    [4, "/56"],
    [16, "/48"],
  ]) {
    const store = openStore();
    const count = counting(store, { max: 2 });
    // The /56 fills up in one /56, and the /48 in networks of many.
    const ofMany = (at) => (width === 4 ? [`a${at}`, "b", "c"] : [`a${at}`, `b${at}`, "c"]);
    const waits = await Promise.all(Array.from({ length: 500 }, (_, at) => count(...ofMany(at))));
    assert.equal(waits.filter((wait) => wait === 0).length, 2 * width, `${name}: as many as ever`);
    assert.ok(waits.every((wait) => wait <= MINUTE));
    // A group has 12 counters: three to five requests.
    assert.ok(store.log.length < 2 * width * 12, `${name}: ${store.log.length} operations for 500 requests`);

    store.log.length = 0;
    assert.ok((await count(...ofMany(999))) > 0);
    assert.deepEqual(store.log, [], `${name}: the store is not asked`);
    assert.equal(await count("a", "other b", width === 4 ? "c" : "other c"), 0, `${name}: a neighbour outside it`);

    store.log.length = 0;
    passed += 1000;
    assert.ok((await count(...ofMany(998))) > 0);
    assert.ok(store.log.length > 0, `${name}: after a second, the store is asked again`);
    for (const key of ["b", "c"]) store.records.delete(key);
    passed += 1000;
    assert.equal(await count(...ofMany(997)), 0, `${name}: and its answer counts`);
  }
});

test("a network that is full is not refused beyond the end of its window", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const count = counting(openStore(), { max: 1, perMs: 500 });
  const all = await Promise.all(Array.from({ length: 9 }, (_, at) => count(`a${at}`, "b", "c")));
  assert.equal(all.filter((wait) => wait === 0).length, 4);
  t.mock.timers.tick(500);
  assert.equal(await count("a", "b", "c"), 0);
});
