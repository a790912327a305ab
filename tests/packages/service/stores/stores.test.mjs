/** The stores of Redis and Postgres, each with a real server and the clients that people use. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import pg from "pg";
import { createClient, createClientPool, RESP_TYPES } from "redis";
import { blocks } from "../../helpers/docs/markdown.mjs";
import { newKey } from "../../helpers/edge/harness.mjs";
import { keepsItsPromise } from "../../helpers/edge/store-suite.mjs";
import { copy, subpath } from "../../helpers/install/index.mjs";
import { startPostgres, startRedis } from "../../helpers/stores/servers.mjs";

const { redisStore } = await subpath("stores/redis");
const { createTable, postgresStore } = await subpath("stores/postgres");
const DAY = 86_400_000;

const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
const clients = {
  "node-redis": await createClient({ socket: { path: redis.path } }).connect(),
  "a pool of node-redis": await createClientPool({ socket: { path: redis.path } }).connect(),
  ioredis: new Redis(redis.path),
  "ioredis with a prefix": new Redis(redis.path, { keyPrefix: "app:" }),
  "node-redis, numbers as strings": await createClient({
    socket: { path: redis.path },
    commandOptions: { typeMapping: { [RESP_TYPES.NUMBER]: String } },
  }).connect(),
  "ioredis, numbers as strings": new Redis(redis.path, { stringNumbers: true }),
};
const pools = {
  pg: new pg.Pool(postgres.connection),
  "pg, serializable": new pg.Pool({ ...postgres.connection, options: "-c default_transaction_isolation=serializable" }),
  "pg, one connection": new pg.Pool({ ...postgres.connection, max: 1 }),
};
await createTable(pools.pg);
after(async () => {
  await Promise.all([
    ...Object.values(clients).map((client) => (client.destroy ? client.destroy() : client.disconnect())),
    ...Object.values(pools).map((pool) => pool.end()),
  ]);
  await Promise.all([redis.close(), postgres.close()]);
});

for (const [name, client] of Object.entries(clients)) keepsItsPromise(`redisStore, ${name}`, () => redisStore(client));
for (const [name, pool] of Object.entries(pools)) keepsItsPromise(`postgresStore, ${name}`, () => postgresStore(pool));

describe("the programs of docs/stores.md", () => {
  const { folder } = copy();
  for (const name of ["pg", "redis"])
    symlinkSync(fileURLToPath(new URL(`../../../../node_modules/${name}`, import.meta.url)), join(folder, "node_modules", name));
  const programs = blocks("docs/stores.md").filter(({ language }) => language === "mjs");

  for (const name of ["redis", "postgres"]) {
    test(name, async () => {
      const { code } = programs.find(({ code }) => code.includes(`kyclink/stores/${name}`));
      const use = 'console.log(await store.swap("of docs", undefined, "a", 1000), await store.get("of docs"));\nprocess.exit();';
      writeFileSync(join(folder, `${name}.mjs`), `${code}\n${use}\n`);
      const env = { ...process.env, REDIS_URL: redis.url, DATABASE_URL: postgres.url };
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, `${name}.mjs`)], { env, timeout: 30_000 });
      assert.equal(stdout, "true a\n");
    });
  }
});

/** The wall clock of this process is wrong while `during` runs. */
async function withWrongClock(t, during) {
  for (const now of [Date.now() - DAY, Date.now() + 10 * DAY]) {
    t.mock.timers.enable({ apis: ["Date"], now });
    await during();
    t.mock.timers.reset();
  }
}

describe("Redis", () => {
  const client = clients["node-redis"];
  const store = redisStore(client);

  test("its own clock ends a record, in milliseconds", async (t) => {
    const key = newKey();
    await withWrongClock(t, async () => {
      assert.equal(await store.swap(key, undefined, "a", DAY), true);
      const left = await client.pTTL(`kyclink:${key}`);
      assert.ok(left > DAY - 60_000 && left <= DAY, `${left}`);
      assert.equal(await store.get(key), "a");
      assert.equal(await store.swap(key, "a", undefined, 0), true);
    });
  });

  test("a lifetime that Redis would refuse is rounded up", async () => {
    for (const ttlMs of [0, 0.5, -1]) assert.equal(await store.swap(newKey(), undefined, "a", ttlMs), true, String(ttlMs));
    const key = newKey();
    await store.swap(key, undefined, "a", DAY + 0.5);
    assert.equal(await store.get(key), "a");
  });

  test("a script that a client sends again returns what it has returned", async () => {
    const sendTwice = async (...given) => {
      await client.eval(...given);
      return client.eval(...given);
    };
    const twice = { get: (key) => client.get(key), eval: sendTwice };
    const again = redisStore(twice);
    const key = newKey();
    let current;
    for (const [before, after, swapped] of [
      [undefined, "a", true],
      [undefined, "a", false],
      ["a", "b", true],
      ["a", "b", false],
      ["b", "b", true],
      ["a", undefined, false],
      ["b", undefined, true],
      ["b", undefined, false],
      [undefined, "c", true],
    ]) {
      assert.equal(await again.swap(key, before, after, DAY), swapped, `${before} → ${after}`);
      if (swapped) current = after;
      assert.equal(await again.get(key), current);
    }
  });

  test("a connection that breaks before the reply: ioredis sends the script again", async (t) => {
    let breaks = false;
    const proxy = createServer((near) => {
      const far = connect(redis.path);
      near.pipe(far);
      far.on("data", (data) => (breaks ? near.destroy() : near.write(data)));
      far.on("data", () => (breaks = false));
      for (const [one, other] of [
        [near, far],
        [far, near],
      ])
        one.on("error", () => {}).on("close", () => other.destroy());
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const ioredis = new Redis(proxy.address().port).on("error", () => {});
    t.after(() => {
      ioredis.disconnect();
      proxy.close();
    });
    await once(ioredis, "ready");
    const key = newKey();
    for (const [before, after] of [
      [undefined, "a"],
      ["a", "b"],
      ["b", undefined],
    ]) {
      breaks = true;
      assert.equal(await redisStore(ioredis).swap(key, before, after, DAY), true, `${before} → ${after}`);
      assert.equal(breaks, false);
      assert.equal(await store.get(key), after);
    }
  });

  test("what is left of a removed value is gone after a minute", async () => {
    const key = newKey();
    await store.swap(key, undefined, "a", DAY);
    await store.swap(key, "a", undefined, 0);
    const left = await client.pTTL(`kyclink:${key}`);
    assert.ok(left > 0 && left <= 60_000, `${left}`);
  });

  test("a failure is neither success nor refusal", async () => {
    const closed = createClient({ socket: { path: redis.path } });
    await closed.connect();
    closed.destroy();
    await assert.rejects(redisStore(closed).get("key"));
    await assert.rejects(redisStore(closed).swap("key", undefined, "a", DAY));
    const key = newKey();
    await client.hSet(`kyclink:${key}`, "field", "of another program");
    await assert.rejects(store.get(key), /WRONGTYPE/);
    await assert.rejects(store.swap(key, undefined, "a", DAY), /WRONGTYPE/);
  });
});

describe("Postgres", () => {
  const { pg: pool } = pools;
  const store = postgresStore(pool);
  const count = async (where) => Number((await pool.query(`SELECT count(*) FROM kyclink_records WHERE ${where}`)).rows[0].count);

  test("its own clock ends a record, in milliseconds", async (t) => {
    const key = newKey();
    await withWrongClock(t, async () => {
      assert.equal(await store.swap(key, undefined, "a", DAY), true);
      assert.equal(await count(`key = '${key}' AND expires_at - now() BETWEEN interval '23:59' AND interval '24:00'`), 1);
      assert.equal(await store.get(key), "a");
      assert.equal(await store.swap(key, "a", undefined, 0), true);
    });
  });

  test("several servers create the table at once, and again", async () => {
    await pool.query("CREATE SCHEMA empty");
    const other = new pg.Pool({ ...postgres.connection, options: "-c search_path=empty" });
    await Promise.all(Array.from({ length: 10 }, () => createTable(other)));
    await createTable(other);
    assert.equal(await postgresStore(other).swap("key", undefined, "a", DAY), true);
    assert.equal(await store.get("key"), undefined);
    const { rows } = await other.query("SELECT indexdef FROM pg_indexes WHERE schemaname = 'empty' ORDER BY indexdef");
    assert.equal(rows.filter(({ indexdef }) => indexdef.endsWith("(expires_at)")).length, 1, "expired records are found without a scan");
    await other.end();
  });

  test("each new record removes up to two expired ones", async () => {
    const of = "key LIKE 'old %'";
    await pool.query("INSERT INTO kyclink_records SELECT 'old ' || n, 'x', now() - interval '30 days' FROM generate_series(1, 20) AS n");
    for (let left = 20; left > 0; left -= 2) {
      assert.equal(await count(of), left);
      await store.swap(newKey(), undefined, "a", DAY);
    }
    assert.equal(await count(of), 0);
  });

  test("an expired record that is still in the table is not there: it is neither read, removed nor replaced", async () => {
    for (const after of [undefined, "b"]) {
      const key = newKey();
      await pool.query("INSERT INTO kyclink_records VALUES ($1, 'a', now() - interval '1 millisecond')", [key]);
      assert.equal(await store.swap(key, "a", after, DAY), false);
      assert.equal(await store.get(key), undefined);
    }
  });

  test("expired records are removed while others are added in their place, without a deadlock", async () => {
    const keys = Array.from({ length: 200 }, (_, n) => `again ${n}`);
    await pool.query("INSERT INTO kyclink_records SELECT 'again ' || n, 'x', now() - interval '1 day' FROM generate_series(0, 199) AS n");
    const added = await Promise.all([...keys, ...keys.toReversed()].map((key) => store.swap(key, undefined, "a", DAY)));
    assert.equal(added.filter(Boolean).length, keys.length);
    assert.equal(await count("key LIKE 'again %' AND value = 'a'"), keys.length);
    assert.equal(await count("expires_at < now() - interval '1 hour'"), 0);
  });

  test("a failure is neither success nor refusal", async () => {
    const without = new pg.Pool({ ...postgres.connection, options: "-c search_path=pg_temp" });
    const empty = postgresStore(without);
    await assert.rejects(empty.get("key"), { code: "42P01" });
    await assert.rejects(empty.swap("key", undefined, "a", DAY), { code: "42P01" });
    await without.end();
  });

  test("a statement that the server has undone is sent again, ten times at most", async () => {
    for (const code of ["40001", "40P01"]) {
      let sent = 0;
      const query = () => (++sent % 3 ? Promise.reject(Object.assign(new Error("undone"), { code })) : Promise.resolve({ rows: [{}] }));
      assert.equal(await postgresStore({ query }).swap("key", undefined, "a", DAY), true);
      assert.equal(sent, 3);
    }
    let sent = 0;
    const query = () => Promise.reject(Object.assign(new Error("undone"), { code: "40001", sent: ++sent }));
    await assert.rejects(postgresStore({ query }).get("key"), { code: "40001", sent: 10 });
  });
});
