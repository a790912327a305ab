/**
 * `kyclink/stores/deno-kv`: a store for `kyclink/edge` in Deno KV.
 *
 * @example
 * ```ts
 * const store = denoKvStore(await Deno.openKv());
 * ```
 * @module
 */

// Stores the handler's records in Deno KV. A commit fails if another one has changed the record since it was read.
//
// Deno KV has no clock that a program can read, and may delete a record some time after `expireIn`. So a record
// contains the time at which it ends, by the clock of the server that wrote it. The clocks of Deno Deploy agree within
// the ten seconds that the handler allows.

import { misuse } from "../../module/error.ts";
import type { Store } from "../edge/store.ts";

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
export function denoKvStore(kv: DenoKv): Store {
  if (typeof kv?.atomic !== "function") throw misuse("denoKvStore needs a database of Deno KV: await Deno.openKv().");

  const nameOf = (key: string) => ["kyclink", key];

  async function read(key: string) {
    const { value, versionstamp } = await kv.get(nameOf(key));
    const record = value as { text: string; until: number } | null;
    return { text: record && Date.now() < record.until ? record.text : undefined, versionstamp };
  }

  return {
    async get(key) {
      return (await read(key)).text;
    },

    async swap(key, before, after, ttlMs) {
      for (;;) {
        const { text, versionstamp } = await read(key);
        if (text !== before) return false;
        const change = kv.atomic().check({ key: nameOf(key), versionstamp });
        if (after === undefined) change.delete(nameOf(key));
        else change.set(nameOf(key), { text: after, until: Date.now() + ttlMs }, { expireIn: Math.ceil(ttlMs) });
        // Another server was faster, or Deno KV has deleted an expired record: read again.
        if ((await change.commit()).ok) return true;
      }
    },
  };
}
