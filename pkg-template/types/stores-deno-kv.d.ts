/**
 * `kyclink/stores/deno-kv`: a store for `kyclink/edge` in Deno KV.
 *
 * @example
 * ```ts
 * const store = denoKvStore(await Deno.openKv());
 * ```
 * @module
 */

import type { Store } from "./edge.js";

/** What the store uses of `Deno.Kv`. */
export interface DenoKv {
  /** Returns the value of a key and its version. */
  get(key: string[]): Promise<DenoKvEntry>;
  /** Begins a transaction. */
  atomic(): DenoKvTransaction;
}

/** What the store uses of `Deno.KvEntryMaybe`. */
export interface DenoKvEntry {
  /** The value. */
  value: unknown;
  /** The version; `null` if the key has no value. */
  versionstamp: string | null;
}

/** What a transaction requires of a key. */
export interface DenoKvCheck {
  /** The key. */
  key: string[];
  /** The version that the key must have; `null` for none. */
  versionstamp: string | null;
}

/** What the store uses of `Deno.AtomicOperation`. */
export interface DenoKvTransaction {
  /** Makes the commit fail if the key has another version. */
  check(version: DenoKvCheck): DenoKvTransaction;
  /** Sets the value of a key for a time. */
  set(
    key: string[],
    value: unknown,
    options: {
      /** The lifetime of the value, in milliseconds. */
      expireIn: number;
    },
  ): DenoKvTransaction;
  /** Deletes a key. */
  delete(key: string[]): DenoKvTransaction;
  /** Returns whether the transaction was carried out. */
  commit(): Promise<{
    /** Whether every check held. */
    ok: boolean;
  }>;
}

/**
 * Creates a store in Deno KV. The keys begin with `"kyclink"`.
 *
 * Deno KV has no clock that a program can read: the clocks of your servers must agree within ten seconds, as those of
 * Deno Deploy do.
 *
 * @param kv The database: `await Deno.openKv()`.
 * @throws {KycLinkError} `invalid_config` if it is not a database of Deno KV
 * @example
 * const store = denoKvStore(await Deno.openKv());
 */
export declare function denoKvStore(kv: DenoKv): Store;
