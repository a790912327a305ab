/**
 * `kyclink/cloudflare`: the store of `kyclink/edge` on Durable Objects. Export the class from your Worker, and bind it:
 *
 * @example
 * ```ts
 * export { KycLinkStore } from "kyclink/cloudflare";
 * ```
 * @module
 */

import type { Store } from "./edge.js";

/** What is used of a Durable Object namespace. */
interface Namespace {
  idFromName(name: string): unknown;
  get(id: never): {
    fetch(url: string, init: { method: string; body: string }): Promise<{ ok: boolean; status: number; json(): Promise<unknown> }>;
  };
}

/** The store behind a namespace: one object for each record. */
export declare function durableObjectStore(namespace: Namespace): Store;

/** The class of those objects, with SQLite storage. */
export declare class KycLinkStore {
  constructor(state: { storage: unknown }, env?: unknown);
  fetch(request: Request): Promise<Response>;
  alarm(): Promise<void>;
}
