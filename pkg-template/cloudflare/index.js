// The handler's store on Cloudflare: one Durable Object for each record, so that nothing is shared and nothing is hot.

const ADDRESS = "https://kyclink-store.invalid/";

/** The store behind a Durable Object namespace whose class is `KycLinkStore`. */
export function durableObjectStore(namespace) {
  // Nothing is asked of a binding that is missing: the handler refuses what is no store.
  if (typeof namespace?.idFromName !== "function") return undefined;
  async function ask(key, question) {
    const response = await namespace.get(namespace.idFromName(key)).fetch(ADDRESS, { method: "POST", body: JSON.stringify(question) });
    if (!response.ok) throw new Error(`the Durable Object answered ${response.status}`);
    return response.json();
  }
  return {
    get: async (key) => (await ask(key, {})) ?? undefined,
    swap: (key, before = null, after = null, ttlMs) => ask(key, { before, after, ttlMs }),
  };
}

/** One record. Only its own namespace reaches it. */
export class KycLinkStore {
  #storage;

  constructor({ storage }) {
    this.#storage = storage;
  }

  /** Between reading and writing no other request is let in: that is what a Durable Object's input gate is for. */
  async fetch(request) {
    const question = await request.json();
    const { value, until } = (await this.#storage.get("record")) ?? {};
    const found = Date.now() < until ? value : null;
    if (!("before" in question)) return Response.json(found);
    const { before, after, ttlMs } = question;
    if (found !== before) return Response.json(false);
    await (after === null ? this.#forget() : this.#keep(after, Date.now() + ttlMs));
    return Response.json(true);
  }

  async alarm() {
    const { until } = (await this.#storage.get("record")) ?? {};
    // The record may have been written again since the alarm was set.
    if (Date.now() < until) await this.#storage.setAlarm(until);
    else await this.#forget();
  }

  async #keep(value, until) {
    await Promise.all([this.#storage.put("record", { value, until }), this.#storage.setAlarm(until)]);
  }

  /** An object that holds nothing costs nothing. */
  async #forget() {
    await Promise.all([this.#storage.deleteAlarm(), this.#storage.deleteAll()]);
  }
}
