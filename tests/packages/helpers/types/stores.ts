// `kyclink/stores/*`, without the packages of the clients.
import type { Config, Store } from "kyclink/edge";
import type { DenoKv } from "kyclink/stores/deno-kv";
import { denoKvStore } from "kyclink/stores/deno-kv";
import type { PostgresPool } from "kyclink/stores/postgres";
import { createTable, postgresStore } from "kyclink/stores/postgres";
import type { IoredisClient, NodeRedisClient } from "kyclink/stores/redis";
import { redisStore } from "kyclink/stores/redis";
import type { StoreCheck } from "kyclink/testing";
import { storeSuite } from "kyclink/testing";

declare const clients: { redis: NodeRedisClient; ioredis: IoredisClient; pool: PostgresPool; kv: DenoKv };
export const stores: Store[] = [
  redisStore(clients.redis),
  redisStore(clients.ioredis),
  postgresStore(clients.pool),
  denoKvStore(clients.kv),
];
export const created: Promise<void> = createTable(clients.pool);
export const config: Pick<Config, "store"> = { store: redisStore(clients.redis) };
export const checks: readonly StoreCheck[][] = stores.map((store) => [...storeSuite(() => store), ...storeSuite(async () => store)]);
// @ts-expect-error: a store, not what makes one
storeSuite(redisStore(clients.redis));
