/** What a store takes for a client, which it names before the handler gets a request, and what it sends to one of Redis. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { subpath } from "../helpers/install/index.mjs";

const { denoKvStore } = await subpath("stores/deno-kv");
const { createTable, postgresStore } = await subpath("stores/postgres");
const { redisStore } = await subpath("stores/redis");

const nothing = async () => null;

test("what is no client is refused by name", () => {
  const any = [undefined, null, "redis://127.0.0.1", 5, {}];
  for (const [message, store, others] of [
    [
      "redisStore needs a client of node-redis or ioredis: await createClient({ url }).connect(), or new Redis(url).",
      redisStore,
      [{ get: nothing }, { eval: nothing }, { get: "get", eval: nothing }, { get: nothing, eval: "eval" }],
    ],
    ["postgresStore needs a pool of pg: new Pool({ connectionString }).", postgresStore, [{ query: "select" }, { connect: nothing }]],
    ["denoKvStore needs a database of Deno KV: await Deno.openKv().", denoKvStore, [{ atomic: true }, { get: nothing }]],
  ]) {
    for (const client of [...any, ...others])
      assert.throws(() => store(client), { code: "invalid_config", message }, `${message} ${JSON.stringify(client)}`);
  }
});

test("createTable ends when there is a table, and fails when the database refuses it", async () => {
  let pending;
  let isDone = false;
  const query = () => new Promise((resolve, reject) => (pending = { resolve, reject }));
  const created = createTable({ query }).then(() => (isDone = true));
  await new Promise(setImmediate);
  assert.equal(isDone, false);
  pending.resolve({ rows: [] });
  await created;
  const refused = createTable({ query });
  pending.reject(new Error("permission denied"));
  await assert.rejects(refused, /permission denied/);
});

test("a client of Redis that is not connected is refused at each use, and one that says nothing about it is used", async () => {
  const client = { get: nothing, eval: async () => 1, isOpen: false };
  const store = redisStore(client);
  const message = "The client of redisStore is not connected: await client.connect() before the handler gets requests.";
  const isNamed = { code: "invalid_config", message };
  await assert.rejects(store.get("key"), isNamed);
  await assert.rejects(store.swap("key", undefined, "a", 1000), isNamed);
  client.isOpen = true;
  assert.equal(await store.get("key"), undefined);
  assert.equal(await store.swap("key", undefined, "a", 1000), true);
  assert.equal(await redisStore({ get: nothing, eval: async () => 0 }).swap("key", undefined, "a", 1000), false);
});

/** The arguments of `eval` without the script: node-redis takes an object, ioredis, which alone has `call`, one by one. */
test("a script gets one key and four arguments, as the client takes them", async () => {
  const sent = [];
  const send = async (_script, ...given) => {
    sent.push(given);
    return "1";
  };
  const get = async (key) => {
    sent.push([key]);
    return null;
  };
  for (const [client, read] of [
    [{ get, eval: send }, ([{ keys, arguments: values }]) => [keys.length, ...keys, ...values]],
    [{ get, eval: send, call: "call" }, ([{ keys, arguments: values }]) => [keys.length, ...keys, ...values]],
    [{ get, eval: send, call: nothing }, (given) => given],
  ]) {
    const store = redisStore(client);
    for (const [values, expected] of [
      [
        [undefined, "a", 1000.5],
        ["", "a", "1001"],
      ],
      [
        ["a", "b", 0],
        ["a", "b", "1"],
      ],
      [
        ["a", undefined, 5],
        ["a", "", "60000"],
      ],
      [
        ["a", ""],
        ["a", "", "60000"],
      ],
    ]) {
      sent.length = 0;
      assert.equal(await store.swap("key", ...values), true);
      const [count, key, ...rest] = read(sent[0]);
      assert.deepEqual([count, key, rest.length], [1, "kyclink:key", 4]);
      assert.deepEqual(rest.slice(0, 3), expected);
      assert.match(rest[3], /^[0-9a-f-]{36}$/);
    }
    sent.length = 0;
    await store.get("key");
    assert.deepEqual(sent, [["kyclink:key"]]);
  }
});
