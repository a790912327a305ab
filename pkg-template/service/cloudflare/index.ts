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

// Stores the handler's records on Cloudflare: one Durable Object per record, so that no object becomes a bottleneck.

import { toJson } from "../../module/to-json.ts";
import type { Store } from "../edge/store.ts";

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

/** The part of a Durable Object's storage that is used. */
interface Storage {
  get: (key: string) => Promise<{ value: string; until: number } | undefined>;
  put: (key: string, value: unknown) => Promise<void>;
  setAlarm: (time: number) => Promise<void>;
  deleteAlarm: () => Promise<void>;
  deleteAll: () => Promise<void>;
}

/** A message from the store to a Durable Object: it reads the record, or with `before` swaps it. */
type Message = { before?: string | null; after?: string | null; ttlMs?: number };

const ADDRESS = "https://kyclink-store.invalid/";

/**
 * Creates a store that keeps each record in a Durable Object of its own.
 *
 * @param namespace The binding of {@link KycLinkStore}. For one jurisdiction, pass `env.KYCLINK.jurisdiction("eu")`.
 * @example
 * createHandler((env: Env) => ({ ...config, store: durableObjectStore(env.KYCLINK) }));
 */
export function durableObjectStore(namespace: Namespace): Store {
  // Without the binding there is no store, and the handler's error says what to set.
  if (typeof namespace?.idFromName !== "function") return undefined as never;
  async function send(key: string, message: Message) {
    const object = namespace.get(namespace.idFromName(key) as never);
    const response = await object.fetch(ADDRESS, { method: "POST", body: toJson(message) });
    if (!response.ok) throw new Error(`the Durable Object responded with status ${response.status}`);
    return response.json();
  }
  return {
    get: async (key) => ((await send(key, {})) as string | null) ?? undefined,
    swap: async (key, before, after, ttlMs) => (await send(key, { before: before ?? null, after: after ?? null, ttlMs })) as boolean,
  };
}

function json(value: unknown) {
  return Response.json(value, { status: 200, headers: {} });
}

/** The Durable Object class of {@link durableObjectStore}, with SQLite storage. Export it from your Worker. */
// It has one record. Only the Worker that owns the namespace can reach it.
export class KycLinkStore {
  #storage: Storage;

  /** Called by the platform. */
  constructor(
    state: {
      /** The object's own storage. */
      storage: unknown;
    },
    env?: unknown,
  );
  constructor({ storage }: { storage: unknown }) {
    this.#storage = storage as Storage;
  }

  /** Called by {@link durableObjectStore}. */
  // Reads or swaps the record. A Durable Object's input gate lets no other request in between reading and writing.
  async fetch(request: Request) {
    const message: Message = await request.json();
    const stored = await this.#storage.get("record");
    const current = stored && Date.now() < stored.until ? stored.value : null;
    if (!("before" in message)) return json(current);
    const { before, after = null, ttlMs = 0 } = message;
    if (current !== before) return json(false);
    await (after === null ? this.#forget() : this.#store(after, Date.now() + ttlMs));
    return json(true);
  }

  /** Called by the platform: deletes the record when it has expired. */
  async alarm() {
    const stored = await this.#storage.get("record");
    // The record may have been written again since the alarm was set.
    if (stored && Date.now() < stored.until) await this.#storage.setAlarm(stored.until);
    else await this.#forget();
  }

  async #store(value: string, until: number) {
    await Promise.all([this.#storage.put("record", { value, until }), this.#storage.setAlarm(until)]);
  }

  /** An object without data costs nothing. */
  async #forget() {
    await Promise.all([this.#storage.deleteAlarm(), this.#storage.deleteAll()]);
  }
}
