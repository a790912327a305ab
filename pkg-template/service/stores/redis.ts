/**
 * `kyclink/stores/redis`: a store for `kyclink/edge` in Redis or Valkey, with a client of yours.
 *
 * @example
 * ```ts
 * import { createClient } from "redis";
 * const store = redisStore(await createClient({ url }).connect());
 * ```
 * @module
 */

// Stores the handler's records in Redis. A script is atomic, and a record ends by Redis's own clock.

import { misuse } from "../../module/error.ts";
import type { Store } from "../edge/store.ts";

/** What the store uses of a client of [node-redis](https://www.npmjs.com/package/redis). */
export interface NodeRedisClient {
  /** Returns the value of a key. */
  get(key: string): Promise<string | null>;
  /** Runs a script. */
  eval(script: string, options: RedisScriptOptions): Promise<unknown>;
}

/** What node-redis passes to a script. */
export interface RedisScriptOptions {
  /** The keys that the script uses. */
  keys: string[];
  /** The other arguments. */
  arguments: string[];
}

/** What the store uses of a client of [ioredis](https://www.npmjs.com/package/ioredis). */
export interface IoredisClient {
  /** Returns the value of a key. */
  get(key: string): Promise<string | null>;
  /** Runs a script. */
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Runs any command. Only recognized, not used. */
  call(command: string, ...words: string[]): Promise<unknown>;
}

/** The length of a random UUID. */
const ID_LENGTH = 36;
/** How long the id of a removal is stored: longer than a request waits for a client that connects again. */
const REMOVED_MS = 60_000;

/**
 * Replaces the value of a key, if it has the expected one. An empty string stands for no value: no value is empty.
 *
 * A client that has lost the connection before the reply may send the script again, as ioredis does. So the id of the
 * swap is stored behind its value: the script then finds its own id, and returns 1 again.
 */
const SWAP = `
local stored = redis.call("GET", KEYS[1]) or ""
local written = ARGV[2] .. ARGV[4]
if stored == written then return 1 end
if string.sub(stored, 1, -${ID_LENGTH + 1}) ~= ARGV[1] then return 0 end
if ARGV[1] == ARGV[2] and ARGV[1] == "" then return 1 end
redis.call("SET", KEYS[1], written, "PX", ARGV[3])
return 1`;

/** Only ioredis has the method `call`. */
function isIoredis(client: NodeRedisClient | IoredisClient): client is IoredisClient {
  return "call" in client && typeof client.call === "function";
}

/**
 * Creates a store in Redis, or in another server that runs its scripts, such as Valkey. A swap is one script, and the
 * server's own clock ends a record. The keys begin with `kyclink:`.
 *
 * @param client A connected client of node-redis or ioredis. Close it yourself.
 * @throws {KycLinkError} `invalid_config` if it is neither
 * @example
 * import { Redis } from "ioredis";
 * const store = redisStore(new Redis(url));
 */
export function redisStore(client: NodeRedisClient | IoredisClient): Store {
  if (typeof client?.get !== "function" || typeof client.eval !== "function") {
    throw misuse("redisStore needs a client of node-redis or ioredis: await createClient({ url }).connect(), or new Redis(url).");
  }
  // Only node-redis has this, and only it has to be connected first.
  const refuseClosed = () => {
    if ("isOpen" in client && client.isOpen === false) {
      throw misuse("The client of redisStore is not connected: await client.connect() before the handler gets requests.");
    }
  };
  const nameOf = (key: string) => `kyclink:${key}`;

  // ioredis takes the keys and arguments of a script one by one, node-redis in an object.
  function run(key: string, values: string[]) {
    if (isIoredis(client)) return client.eval(SWAP, 1, key, ...values);
    return client.eval(SWAP, { keys: [key], arguments: values });
  }

  return {
    async get(key) {
      refuseClosed();
      return (await client.get(nameOf(key)))?.slice(0, -ID_LENGTH) || undefined;
    },

    async swap(key, before = "", after = "", ttlMs = 0) {
      refuseClosed();
      // Redis refuses a lifetime that is not a positive integer, and a client may be configured to return numbers as
      // strings.
      const lifetimeMs = after === "" ? REMOVED_MS : Math.max(Math.ceil(ttlMs), 1);
      return Number(await run(nameOf(key), [before, after, String(lifetimeMs), crypto.randomUUID()])) === 1;
    },
  };
}
