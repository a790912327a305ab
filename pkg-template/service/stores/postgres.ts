/**
 * `kyclink/stores/postgres`: a store for `kyclink/edge` in a table of Postgres, with a pool of yours.
 *
 * @example
 * ```ts
 * import pg from "pg";
 * const pool = new pg.Pool({ connectionString: url });
 * await createTable(pool);
 * const store = postgresStore(pool);
 * ```
 * @module
 */

// Stores the handler's records in a table of Postgres. Each swap is one statement, and a record ends by the server's
// own clock. `now()` would be the time when the transaction began, which may have waited for another one since.

import { misuse } from "../../module/error.ts";
import type { Store } from "../edge/store.ts";

/** What the store uses of a pool of [pg](https://www.npmjs.com/package/pg), or of anything else with this method. */
export interface PostgresPool {
  /** Runs a statement with its parameters. */
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
}

/** What the store uses of a statement's result. */
export interface PostgresResult {
  /** The rows. */
  rows: {
    /** The column of this name, if there is one. */
    value?: string;
  }[];
}

/** One statement with a lock, because creating a table on two servers at once can fail. The number names the lock. */
const CREATE = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(7592374109);
  CREATE TABLE IF NOT EXISTS kyclink_records (key text PRIMARY KEY, value text NOT NULL, expires_at timestamptz NOT NULL);
  CREATE INDEX IF NOT EXISTS kyclink_records_expires_at ON kyclink_records (expires_at);
END $$`;
const GET = "SELECT value FROM kyclink_records WHERE key = $1 AND expires_at > clock_timestamp()";
/**
 * Adds a record. Also removes up to two expired ones that no other statement is removing, so that the table does not
 * grow.
 */
const ADD = `WITH added AS (
  INSERT INTO kyclink_records AS old (key, value, expires_at)
  VALUES ($1, $2, clock_timestamp() + $3 * interval '1 ms')
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = clock_timestamp() + $3 * interval '1 ms'
  WHERE old.expires_at <= clock_timestamp() RETURNING 1
), removed AS (DELETE FROM kyclink_records WHERE key IN (
  SELECT key FROM kyclink_records WHERE expires_at <= now() AND key <> $1 ORDER BY expires_at LIMIT 2 FOR UPDATE SKIP LOCKED
)) SELECT 1 FROM added`;
const REPLACE = `UPDATE kyclink_records SET value = $2, expires_at = clock_timestamp() + $3 * interval '1 ms'
  WHERE key = $1 AND value = $4 AND expires_at > clock_timestamp() RETURNING 1`;
const REMOVE = "DELETE FROM kyclink_records WHERE key = $1 AND value = $2 AND expires_at > clock_timestamp() RETURNING 1";
/** The codes of a serialization failure and of a deadlock: the server has undone the statement. */
const UNDONE = ["40001", "40P01"];
const ATTEMPTS = 10;

/**
 * Creates the table of {@link postgresStore} and its index, unless they exist. Several servers may call it at once.
 *
 * @param pool A pool whose user may create tables.
 * @example
 * await createTable(pool);
 */
export async function createTable(pool: PostgresPool): Promise<void> {
  await pool.query(CREATE);
}

/**
 * Creates a store in the table `kyclink_records`. A swap is one statement, and the server's own clock ends a record.
 * Each new record removes up to two expired ones.
 *
 * @param pool A pool of pg, connected to the primary server and not to a replica. Close it yourself.
 * @throws {KycLinkError} `invalid_config` if it has no method `query`
 * @example
 * const store = postgresStore(pool);
 */
export function postgresStore(pool: PostgresPool): Store {
  if (typeof pool?.query !== "function") throw misuse("postgresStore needs a pool of pg: new Pool({ connectionString }).");

  async function query(text: string, values: unknown[]): Promise<{ value?: string }[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await pool.query(text, values)).rows;
      } catch (error) {
        const { code = "" } = error as { code?: string };
        if (!UNDONE.includes(code) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  const get = async (key: string) => (await query(GET, [key]))[0]?.value;

  return {
    get,
    async swap(key, before, after, ttlMs) {
      // In SQL, no value is equal to NULL.
      if (before === undefined && after === undefined) return (await get(key)) === undefined;
      if (after === undefined) return (await query(REMOVE, [key, before])).length === 1;
      const values = [key, after, ttlMs];
      return (await (before === undefined ? query(ADD, values) : query(REPLACE, [...values, before]))).length === 1;
    },
  };
}
