/** The Durable Object's class and the store in front of it: time, failures, races and messages that are none. */

import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { fakeNamespace } from "../../helpers/edge/durable-object.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { durableObjectStore, KycLinkStore } = await subpath("cloudflare");

const START = Date.parse("2026-03-01T10:00:00Z");
const TTL = 60_000;

test.beforeEach(() => mock.timers.enable({ apis: ["Date"], now: START }));
test.afterEach(() => mock.timers.reset());

function open() {
  const fake = fakeNamespace(KycLinkStore);
  return { ...fake, store: durableObjectStore(fake.namespace), record: fake.object("key") };
}

/** Lets time pass, and calls the alarm as workerd does: once its time has come. */
async function pass({ record }, ms) {
  mock.timers.tick(ms);
  if (record.alarm() !== null && record.alarm() <= Date.now()) await record.instance.alarm();
}

describe("a record", () => {
  test("has the value until its time is over, to the millisecond, even if no alarm comes", async () => {
    const { store, record } = open();
    assert.equal(await store.swap("key", undefined, "a", TTL), true);
    assert.deepEqual([...record.records], [["record", { value: "a", until: START + TTL }]]);
    assert.equal(record.alarm(), START + TTL);
    mock.timers.tick(TTL - 1);
    assert.equal(await store.get("key"), "a");
    mock.timers.tick(1);
    assert.equal(await store.get("key"), undefined);
    assert.equal(record.records.size, 1, "nobody called the alarm");
  });

  test("that is deleted leaves nothing behind: no data and no alarm", async () => {
    const { store, record } = open();
    await store.swap("key", undefined, "a", TTL);
    assert.equal(await store.swap("key", "a", undefined, 0), true);
    assert.deepEqual([record.records.size, record.alarm()], [0, null]);
    assert.equal(await store.get("key"), undefined);
    assert.equal(await store.swap("key", undefined, undefined, 0), true);
    assert.deepEqual([record.records.size, record.alarm()], [0, null]);
  });

  test("is written together with its alarm, and deleted together with it", async () => {
    const { store, record } = open();
    await store.swap("key", undefined, "a", TTL);
    await store.swap("key", "a", "b", TTL);
    await store.get("key");
    await store.swap("key", "b", undefined, 0);
    const changes = record.turns.map((calls) => [...calls].sort()).filter((calls) => calls.join() !== "get");
    assert.deepEqual(changes, [
      ["put", "setAlarm"],
      ["put", "setAlarm"],
      ["deleteAlarm", "deleteAll"],
    ]);
  });
});

describe("the alarm", () => {
  test("removes a record whose time is over", async () => {
    const world = open();
    await world.store.swap("key", undefined, "a", TTL);
    await pass(world, TTL);
    assert.deepEqual([world.record.records.size, world.record.alarm()], [0, null]);
  });

  test("that comes early, or for a record that was written again, is set again and removes nothing", async () => {
    const { store, record } = open();
    await store.swap("key", undefined, "a", TTL);
    for (const ms of [0, 1, TTL - 2]) {
      mock.timers.tick(ms);
      await record.instance.alarm();
      assert.deepEqual([await store.get("key"), record.alarm()], ["a", START + TTL]);
    }
    await store.swap("key", "a", "b", 2 * TTL);
    mock.timers.tick(1);
    await record.instance.alarm();
    assert.deepEqual([await store.get("key"), record.alarm()], ["b", START + TTL - 1 + 2 * TTL]);
  });

  test("that comes twice, or without a record, does no harm", async () => {
    const world = open();
    await world.record.instance.alarm();
    assert.deepEqual([world.record.records.size, world.record.alarm()], [0, null]);
    await world.store.swap("key", undefined, "a", TTL);
    await pass(world, TTL);
    await world.record.instance.alarm();
    assert.equal(await world.store.swap("key", undefined, "b", TTL), true);
    assert.equal(await world.store.get("key"), "b");
  });

  for (const operation of ["get", "setAlarm", "deleteAlarm", "deleteAll"]) {
    test(`that fails in ${operation} says so, because workerd then repeats it`, async () => {
      const { store, record } = open();
      await store.swap("key", undefined, "a", TTL);
      if (operation !== "setAlarm") mock.timers.tick(TTL);
      record.failing.add(operation);
      await assert.rejects(record.instance.alarm(), /storage failed/);
      assert.equal(record.records.size, 1);
      record.failing.clear();
      mock.timers.tick(TTL);
      await record.instance.alarm();
      assert.deepEqual([record.records.size, record.alarm()], [0, null]);
    });
  }
});

describe("failures of the storage", () => {
  for (const [what, operation, swap] of [
    ["reading", "get", ["a", "b", TTL]],
    ["writing", "put", ["a", "b", TTL]],
    ["setting the alarm", "setAlarm", ["a", "b", TTL]],
    ["deleting the alarm", "deleteAlarm", ["a", undefined, 0]],
    ["deleting", "deleteAll", ["a", undefined, 0]],
  ]) {
    test(`${what}: the swap is no success and no refusal, and the value stays`, async () => {
      const { store, record } = open();
      await store.swap("key", undefined, "a", TTL);
      record.failing.add(operation);
      await assert.rejects(store.swap("key", ...swap), /storage failed/);
      if (operation === "get") await assert.rejects(store.get("key"), /storage failed/);
      record.failing.clear();
      assert.deepEqual([await store.get("key"), record.alarm()], ["a", START + TTL]);
      assert.equal(await store.swap("key", ...swap), true, "it can be tried again");
    });
  }

  test("a swap that is refused writes nothing, so that it cannot fail", async () => {
    const { store, record } = open();
    await store.swap("key", undefined, "a", TTL);
    for (const operation of ["put", "setAlarm", "deleteAlarm", "deleteAll"]) record.failing.add(operation);
    assert.equal(await store.swap("key", "x", "b", TTL), false);
  });
});

describe("the store", () => {
  test("asks the object of that name, and only that", async () => {
    const { store, requests } = open();
    await store.get("a name/?&#");
    await store.swap("key", undefined, "b", 7);
    await store.swap("key", "b", undefined, 0);
    assert.deepEqual(
      requests.map(({ name, url, method, body }) => [name, new URL(url).hostname.endsWith(".invalid"), method, JSON.parse(body)]),
      [
        ["a name/?&#", true, "POST", {}],
        ["key", true, "POST", { before: null, after: "b", ttlMs: 7 }],
        ["key", true, "POST", { before: "b", after: null, ttlMs: 0 }],
      ],
    );
  });

  test("without a binding is none, so that the handler says what to set", () => {
    for (const namespace of [undefined, null, {}, { get() {} }, "KYCLINK"]) assert.equal(durableObjectStore(namespace), undefined);
  });

  test("throws if the object does not respond with success, and names the status, or cannot be reached", async () => {
    const statuses = [300, 400, 404, 429, 500, 503];
    for (const [fetch, reason] of [
      ...statuses.map((status) => [async () => new Response("true", { status }), new RegExp(String(status))]),
      [() => Promise.reject(new Error("overloaded")), /overloaded/],
      [async () => new Response("<html>"), /JSON/],
    ]) {
      const store = durableObjectStore({ idFromName: (name) => name, get: () => ({ fetch }) });
      await assert.rejects(store.get("key"), reason);
      await assert.rejects(store.swap("key", undefined, "a", 1), reason);
    }
  });
});
