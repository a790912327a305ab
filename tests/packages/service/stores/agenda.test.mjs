/** Many people onboarded at once with an agenda: at each of the stores, what it costs and that nobody is left out. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import pg from "pg";
import { onboardAtOnce } from "../../helpers/edge/onboardings.mjs";
import { startWorker } from "../../helpers/edge/workerd.mjs";
import { scratch, subpath } from "../../helpers/install/index.mjs";
import { startPostgres, startRedis } from "../../helpers/stores/servers.mjs";

const { redisStore } = await subpath("stores/redis");
const { createTable, postgresStore } = await subpath("stores/postgres");

/** More than a tree of eight children for each record has levels for so few: some branches are longer. */
const MAX_LOST = 5;
const MAX_BYTES = 300;

const FEW = 64;
/** A thousand at once take workerd minutes on a machine that does something else. */
const CROWD = process.env.KYCLINK_RELEASE === "1" ? 1000 : FEW;

const entry = fileURLToPath(new URL("../../helpers/edge/crowd.mjs", import.meta.url));
const [redis, postgres, worker] = await Promise.all([startRedis(), startPostgres(), startWorker({}, { entry, folder: scratch() })]);
const client = new Redis(redis.path);
const pool = new pg.Pool(postgres.connection);
await createTable(pool);
after(async () => {
  client.disconnect();
  await pool.end();
  await Promise.all([redis.close(), postgres.close(), worker.close()]);
});

async function atDurableObjects(options) {
  const response = await worker.fetch(new Request("http://localhost/", { method: "POST", body: JSON.stringify(options) }));
  const { onboarded, ...seen } = await response.json();
  assert.equal(onboarded, options.count);
  return seen;
}

for (const [name, onboard, count, crowds] of [
  ["Redis", (options) => onboardAtOnce(redisStore(client), options), FEW, [1, FEW]],
  ["Postgres", (options) => onboardAtOnce(postgresStore(pool), options), FEW, [1, FEW]],
  ["Durable Objects", atDurableObjects, CROWD, [CROWD]],
]) {
  test(`${name}: ${count} onboardings at once are all remembered, at a bounded cost`, { timeout: 300_000 }, async () => {
    const without = await onboard({ count: FEW, processes: 1 });
    assert.deepEqual([without.written, without.lost], [0, 0]);
    for (const processes of crowds) {
      const { operations, written, lost, bytes } = await onboard({ count, processes, agenda: true });
      // The first process of a store also writes where the first run begins.
      const first = processes === crowds[0] ? 1 : 0;
      assert.equal(written, count + first, "an entry for each");
      assert.equal(operations, (without.operations / FEW) * count + written + lost, "and nothing else");
      assert.ok(lost <= MAX_LOST * count, `${lost} swaps were lost`);
      assert.ok(bytes <= MAX_BYTES, `a record has ${bytes} bytes`);
    }
  });
}
