/**
 * One suite for every store: here those of a process's memory, of the Durable Object in workerd and of Redis over HTTP.
 * stores.test.mjs has those with a server, and runtimes/examples.test.mjs the one in Deno.
 */

import { join } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";
import { memoryStore } from "../../helpers/edge/harness.mjs";
import { startRedisOverHttp } from "../../helpers/edge/redis.mjs";
import { keepsItsPromise } from "../../helpers/edge/store-suite.mjs";
import { startWorker } from "../../helpers/edge/workerd.mjs";
import { example } from "../../helpers/examples/install.mjs";

const { redisOverHttp } = await import(pathToFileURL(join(example("next-edge"), "app/kyc/store.mjs")));

const [worker, redis] = await Promise.all([startWorker({}), startRedisOverHttp()]);
after(() => Promise.all([worker.close(), redis.close()]));

for (const [name, store] of Object.entries({
  "memoryStore()": memoryStore(),
  KycLinkStore: worker.store,
  "redisStore() of examples/next-edge": redisOverHttp(redis),
}))
  keepsItsPromise(name, () => store);
