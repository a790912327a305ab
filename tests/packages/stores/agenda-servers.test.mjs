/** An agenda on Redis and Postgres: a server of Node with its timer finds what no webhook has told. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import pg from "pg";
import { createClient } from "redis";
import { browser, configOf, createHandler, createOperator, createSandbox, PERSON } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { startPostgres, startRedis } from "../helpers/stores/servers.mjs";

const { refreshEvery, toNodeHandler } = await subpath("node");
const { redisStore } = await subpath("stores/redis");
const { createTable, postgresStore } = await subpath("stores/postgres");
const MINUTE = 60_000;

const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
const client = await createClient({ socket: { path: redis.path } }).connect();
const pool = new pg.Pool(postgres.connection);
await createTable(pool);
after(async () => {
  client.destroy();
  await pool.end();
  await Promise.all([redis.close(), postgres.close()]);
});

for (const [name, store] of Object.entries({ Redis: redisStore(client), Postgres: postgresStore(pool) })) {
  test(`${name}: a person whose webhook was lost is approved within one interval, by two servers once`, { timeout: 60_000 }, async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
    const sandbox = createSandbox();
    const events = [];
    const told = Promise.withResolvers?.() ?? {};
    const heard = new Promise((resolve) => (told.resolve = resolve));
    const onEvent = ({ kind, source }) => events.push([kind, source]) && told.resolve();
    const runs = [];

    /** A process of the application: the server, and its timer, which here comes every second. */
    async function serve() {
      const config = configOf(sandbox, { id: name, agenda: true, store, onEvent });
      const server = createServer(toNodeHandler(createHandler(config)));
      await once(server.listen(0, "127.0.0.1"), "listening");
      const operator = createOperator(config);
      const refresh = async (options) => runs.push(await operator.refresh(options));
      refreshEvery({ refresh }, { server, everyMs: 1000 });
      return { server, url: `http://127.0.0.1:${server.address().port}` };
    }
    const servers = [await serve(), await serve()];
    t.after(() => servers.map(({ server }) => server.close()));

    const send = async ({ url, method, headers, body }) => {
      const path = new URL(url).pathname;
      return fetch(servers[0].url + path, { method, headers, redirect: "manual", ...(body && { body: await new Response(body).text() }) });
    };
    const page = browser(send);
    await page.json("links", PERSON);
    await sandbox.complete(sandbox.customers()[0].id, "approve"); // nothing delivers its webhook
    assert.deepEqual(events, []);

    t.mock.timers.tick(5 * MINUTE);
    await heard;
    assert.deepEqual(events, [["kyc_approved", "refresh"]]);
    assert.equal((await page.get("status")).body.status, "approved");

    // Both servers go on, and have nothing to tell; a server that closes has no more runs.
    t.mock.timers.tick(60 * MINUTE);
    const before = runs.length;
    while (runs.length < before + 4) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(events.length, 1);
    for (const { server } of servers) {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    }
    const last = runs.length;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.ok(runs.length <= last + 2, "at most the runs that were under way");
  });
}
