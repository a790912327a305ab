/** Many people onboarded at once with an agenda: at each of the stores, what it costs and that nobody is left out. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Redis } from "ioredis";
import pg from "pg";
import { onboardAtOnce } from "../helpers/edge/onboardings.mjs";
import { startWorker } from "../helpers/edge/workerd.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { startPostgres, startRedis } from "../helpers/stores/servers.mjs";

const { redisStore } = await subpath("stores/redis");
const { createTable, postgresStore } = await subpath("stores/postgres");

/** More than a tree of eight children for each record has levels for so few: some branches are longer. */
const MAX_LOST = 5;
const MAX_BYTES = 300;

const [redis, postgres, worker] = await Promise.all([startRedis(), startPostgres(), startWorker({})]);
const client = new Redis(redis.path);
const pool = new pg.Pool(postgres.connection);
await createTable(pool);
after(async () => {
  client.disconnect();
  await pool.end();
  await Promise.all([redis.close(), postgres.close(), worker.close()]);
});

for (const [name, store, count] of [
  ["Redis", redisStore(client), 64],
  ["Postgres", postgresStore(pool), 64],
  ["Durable Objects", worker.store, 8],
]) {
  test(`${name}: ${count} onboardings at once are all remembered, at a bounded cost`, { timeout: 60_000 }, async () => {
    const without = await onboardAtOnce(store, { count });
    assert.deepEqual([without.written, without.lost], [0, 0]);
    for (const processes of [1, count]) {
      const { operations, written, lost, bytes } = await onboardAtOnce(store, { count, processes, agenda: true });
      assert.equal(written, count, "an entry for each");
      assert.equal(operations, without.operations + written + lost, "and nothing else");
      assert.ok(lost <= MAX_LOST * count, `${lost} swaps were lost`);
      assert.ok(bytes <= MAX_BYTES, `a record has ${bytes} bytes`);
    }
  });
}
