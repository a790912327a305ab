/**
 * `kyclink/cloudflare`: a store for `kyclink/edge` on Durable Objects. Export the class from your Worker and bind it in
 * your Wrangler configuration.
 *
 * @example
 * ```ts
 * import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
 * export { KycLinkStore };
 * // wrangler.jsonc: "durable_objects": { "bindings": [{ "name": "KYCLINK", "class_name": "KycLinkStore" }] }
 * const store = durableObjectStore(env.KYCLINK);
 * ```
 * @module
 */

import type { Store } from "./edge.js";

/** The part of a Durable Object namespace that the store uses. */
interface Namespace {
  /** Returns the id of the object with a name. */
  idFromName(name: string): unknown;
  /** Returns the object with an id. */
  get(id: never): DurableObject;
}

/** The part of a Durable Object that the store uses. */
interface DurableObject {
  /** Sends the object a request. */
  fetch(url: string, init: ObjectRequest): Promise<ObjectResponse>;
}

/** A request to a Durable Object. */
interface ObjectRequest {
  /** The HTTP method. */
  method: string;
  /** The JSON body. */
  body: string;
}

/** What the store reads of a Durable Object's response. */
interface ObjectResponse {
  /** Whether the status is a 2xx. */
  ok: boolean;
  /** The HTTP status. */
  status: number;
  /** Returns the body, parsed. */
  json(): Promise<unknown>;
}

/**
 * Creates a store that keeps each record in a Durable Object of its own.
 *
 * @param namespace The binding of {@link KycLinkStore}. For one jurisdiction, pass `env.KYCLINK.jurisdiction("eu")`.
 * @example
 * createHandler((env: Env) => ({ ...config, store: durableObjectStore(env.KYCLINK) }));
 */
export declare function durableObjectStore(namespace: Namespace): Store;

/** The Durable Object class of {@link durableObjectStore}, with SQLite storage. Export it from your Worker. */
export declare class KycLinkStore {
  /** Called by the platform. */
  constructor(state: { /** The object's own storage. */ storage: unknown }, env?: unknown);
  /** Called by {@link durableObjectStore}. */
  fetch(request: Request): Promise<Response>;
  /** Called by the platform: deletes the record when it has expired. */
  alarm(): Promise<void>;
}
