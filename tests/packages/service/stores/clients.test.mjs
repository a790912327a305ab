/** What a store takes for a client, which it names before the handler gets a request, and what it sends to one of Redis. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { subpath } from "../../helpers/install/index.mjs";

const { denoKvStore } = await subpath("stores/deno-kv");
const { postgresStore } = await subpath("stores/postgres");
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
