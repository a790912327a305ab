// The clients of npm are what `kyclink/stores/*` takes.
import { Cluster, Redis } from "ioredis";
import { postgresStore } from "kyclink/stores/postgres";
import { redisStore } from "kyclink/stores/redis";
import { Client, Pool } from "pg";
import { createClient, createClientPool } from "redis";

export const stores = [
  redisStore(createClient({ url: "redis://127.0.0.1" })),
  redisStore(await createClient().connect()),
  redisStore(createClientPool()),
  redisStore(new Redis("redis://127.0.0.1")),
  redisStore(new Cluster(["redis://127.0.0.1"])),
  postgresStore(new Pool()),
  postgresStore(new Client()),
];
