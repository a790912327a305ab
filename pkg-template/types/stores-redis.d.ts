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

import type { Store } from "./edge.js";

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
export declare function redisStore(client: NodeRedisClient | IoredisClient): Store;
