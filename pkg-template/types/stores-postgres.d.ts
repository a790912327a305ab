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

import type { Store } from "./edge.js";

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

/**
 * Creates a store in the table `kyclink_records`. A swap is one statement, and the server's own clock ends a record.
 * Each new record removes up to two expired ones.
 *
 * @param pool A pool of pg, connected to the primary server and not to a replica. Close it yourself.
 * @throws {KycLinkError} `invalid_config` if it has no method `query`
 * @example
 * const store = postgresStore(pool);
 */
export declare function postgresStore(pool: PostgresPool): Store;

/**
 * Creates the table of {@link postgresStore} and its index, unless they exist. Several servers may call it at once.
 *
 * @param pool A pool whose user may create tables.
 * @example
 * await createTable(pool);
 */
export declare function createTable(pool: PostgresPool): Promise<void>;
