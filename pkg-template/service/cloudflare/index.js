// Stores the handler's records on Cloudflare: one Durable Object per record, so that no object becomes a bottleneck.

import { toJson } from "../../module/to-json.js";

/**
 * The part of a Durable Object's storage that is used.
 *
 * @typedef {object} Storage
 * @property {(key: string) => Promise<{ value: string, until: number } | undefined>} get
 * @property {(key: string, value: unknown) => Promise<void>} put
 * @property {(time: number) => Promise<void>} setAlarm
 * @property {() => Promise<void>} deleteAlarm
 * @property {() => Promise<void>} deleteAll
 */

/**
 * A message from the store to a Durable Object: it reads the record, or with `before` swaps it.
 *
 * @typedef {{ before?: string | null, after?: string | null, ttlMs?: number }} Message
 */

const ADDRESS = "https://kyclink-store.invalid/";

/** @type {typeof import("../../types/cloudflare.js").durableObjectStore} */
export function durableObjectStore(namespace) {
  // Without the binding there is no store, and the handler's error says what to set.
  if (typeof namespace?.idFromName !== "function") return /** @type {never} */ (/** @type {unknown} */ (undefined));
  /**
   * @param {string} key
   * @param {Message} message
   */
  async function send(key, message) {
    const object = namespace.get(/** @type {never} */ (namespace.idFromName(key)));
    const response = await object.fetch(ADDRESS, { method: "POST", body: toJson(message) });
    if (!response.ok) throw new Error(`the Durable Object responded with status ${response.status}`);
    return response.json();
  }
  return {
    get: async (key) => /** @type {string | null} */ (await send(key, {})) ?? undefined,
    swap: async (key, before, after, ttlMs) =>
      /** @type {boolean} */ (await send(key, { before: before ?? null, after: after ?? null, ttlMs })),
  };
}

/** @param {unknown} value */
function json(value) {
  return Response.json(value, { status: 200, headers: {} });
}

/** A Durable Object with one record. Only the Worker that owns the namespace can reach it. */
export class KycLinkStore {
  /** @type {Storage} */
  #storage;

  /** @param {{ storage: unknown }} state */
  constructor({ storage }) {
    this.#storage = /** @type {Storage} */ (storage);
  }

  /**
   * Reads or swaps the record. A Durable Object's input gate lets no other request in between reading and writing.
   *
   * @param {Request} request
   */
  async fetch(request) {
    /** @type {Message} */
    const message = await request.json();
    const stored = await this.#storage.get("record");
    const current = stored && Date.now() < stored.until ? stored.value : null;
    if (!("before" in message)) return json(current);
    const { before, after = null, ttlMs = 0 } = message;
    if (current !== before) return json(false);
    await (after === null ? this.#forget() : this.#store(after, Date.now() + ttlMs));
    return json(true);
  }

  async alarm() {
    const stored = await this.#storage.get("record");
    // The record may have been written again since the alarm was set.
    if (stored && Date.now() < stored.until) await this.#storage.setAlarm(stored.until);
    else await this.#forget();
  }

  /**
   * @param {string} value
   * @param {number} until
   */
  async #store(value, until) {
    await Promise.all([this.#storage.put("record", { value, until }), this.#storage.setAlarm(until)]);
  }

  /** An object without data costs nothing. */
  async #forget() {
    await Promise.all([this.#storage.deleteAlarm(), this.#storage.deleteAll()]);
  }
}
